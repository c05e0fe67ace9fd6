using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Git;

/// <summary>
/// Somebody's own clone, with its work tree. It is only read, with that person's own configuration (their <c>safe.directory</c> counts), and no
/// lock is taken, so it disturbs nothing that they do in it.
/// </summary>
internal sealed class WorkTree
{
    private readonly string program;
    private readonly string folder;
    private readonly ImmutableDictionary<string, string> environment;

    private WorkTree(string program, string folder, ImmutableDictionary<string, string> environment)
    {
        this.program = program;
        this.folder = folder;
        this.environment = environment;
    }

    /// <summary>The clone around a folder; paths are told from that folder, and nothing outside it is looked at.</summary>
    /// <exception cref="CannotRunException">There is no git on PATH.</exception>
    public static WorkTree At(string folder, IReadOnlyDictionary<string, string> variables)
    {
        var program = Executables.Find("git", variables.GetValueOrDefault("PATH", ""), folder)
            ?? throw new CannotRunException("git was not found on PATH.", "Install git 2.38 or newer, or add its folder to PATH.");

        // A hook of git sets these for the clone it runs in; the folder alone says which one is meant.
        var environment = variables.Where(static item => item.Key is not ("GIT_DIR" or "GIT_WORK_TREE" or "GIT_INDEX_FILE" or "GIT_PREFIX")).ToImmutableDictionary(StringComparer.Ordinal);
        return new(program, folder, environment.SetItem("LC_ALL", "C.UTF-8").SetItem("LANGUAGE", "C").SetItem("GIT_OPTIONAL_LOCKS", "0").SetItem("GIT_NO_REPLACE_OBJECTS", "1"));
    }

    /// <summary>What differs between the work tree and the commit where the history of a revision and ours part; new files are among it.</summary>
    /// <exception cref="CannotRunException">There is no repository here, no such revision, or no commit in common.</exception>
    public WorkTreeChanges ChangedSince(string revision)
    {
        var newest = CommitOf(revision);
        var common = Run(["merge-base", newest, "HEAD"]);
        if (!common.Ok)
        {
            throw new CannotRunException(
                $"'{revision}' and what is checked out have no commit in common here.",
                "The clone may be shallow: fetch the whole history ('git fetch --unshallow'; 'fetch-depth: 0' for actions/checkout).");
        }

        var start = common.Text.Split('\n')[0];
        var changed = Expect(["diff", "--raw", "--no-abbrev", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", "--relative", start, "--"]).Records.ToList();
        var paths = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < changed.Count; i += 2)
        {
            var before = changed[i].Split(' ')[2];
            paths[changed[i + 1]] = before.All(static c => c == '0') ? null : before;
        }

        foreach (var path in Expect(["ls-files", "-z", "--others", "--exclude-standard"]).Records) paths[path] = null;
        return new(paths.ToImmutable());
    }

    /// <summary>The contents of blobs, in the order of their names; empty where one is larger than a document may be.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Read(IReadOnlyList<string> blobs)
    {
        if (blobs.Count == 0) return [];
        var sizes = Expect(["cat-file", "--batch-check=%(objectsize)"], Lines(blobs)).Text.Split('\n');
        var small = blobs.Where((_, i) => long.TryParse(sizes[i], out var size) && size <= YamlReader.MaxBytes).ToList();
        var contents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        ReadOnlyMemory<byte> output = small.Count == 0 ? default : Expect(["cat-file", "--batch"], Lines(small)).Output;
        foreach (var blob in small)
        {
            var header = output.Span.IndexOf((byte)'\n');
            var size = int.Parse(Encoding.ASCII.GetString(output.Span[..header]).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
            contents[blob] = output.Slice(header + 1, size);
            output = output[(header + size + 2)..];
        }

        return [.. blobs.Select(blob => contents.GetValueOrDefault(blob))];
    }

    /// <summary>The commit that somebody names.</summary>
    /// <exception cref="CannotRunException">There is no repository here, or no such revision.</exception>
    public CommitSha Resolve(string revision) => CommitSha.Parse(CommitOf(revision));

    /// <summary>The commit of the first of these revisions that is there; null where none is.</summary>
    public CommitSha? TryResolve(params ReadOnlySpan<string> revisions)
    {
        foreach (var revision in revisions)
        {
            if (Run(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]) is { Ok: true, Text: var found }) return CommitSha.Parse(found);
        }

        return null;
    }

    /// <summary>Where the clone keeps its objects.</summary>
    public CloneStorage Storage()
    {
        var lines = Expect(["rev-parse", "--path-format=absolute", "--git-path", "objects", "--git-path", "shallow", "--show-object-format"]).Text.Split('\n');
        return new(lines[0], lines[1], lines[2]);
    }

    private string CommitOf(string revision)
    {
        var answer = Run(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]);
        if (answer.Ok) return answer.Text;
        if (answer.Error.Length > 0) throw new CannotRunException($"git cannot tell what changed in {folder}: {GitFailure.Said(answer)}", "Changes can be told only in a clone of git that you may read.");
        throw new CannotRunException($"'{revision}' names no commit in {folder}.", "Name a branch, tag or commit that is there; 'git fetch origin' brings those of the remote.");
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")));

    private GitAnswer Expect(ImmutableArray<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        var answer = Run(arguments, input);
        return answer.Ok ? answer : throw new CannotRunException($"git {arguments[0]} failed in {folder}: {GitFailure.Said(answer)}", "Try the same with git by hand.");
    }

    /// <summary>A verb that only looks waits for git here: there is nothing else it could do meanwhile.</summary>
    private GitAnswer Run(ImmutableArray<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        var command = new ProcessCommand
        {
            Program = program,
            Arguments = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", .. arguments],
            Environment = environment,
            WorkingFolder = folder,
            Input = input,
        };
        try
        {
            var result = command.RunAsync().GetAwaiter().GetResult();
            return new(result.Status, result.Output.ToArray(), result.ErrorText);
        }
        catch (ProcessStartException exception)
        {
            throw new CannotRunException($"git did not start: {exception.Reason}", "Look at the installation of git.", exception);
        }
    }
}

/// <summary>Paths that differ from an older commit, each with the name of its blob there; null where it was not there.</summary>
internal sealed record WorkTreeChanges(ImmutableDictionary<string, string?> Before);
