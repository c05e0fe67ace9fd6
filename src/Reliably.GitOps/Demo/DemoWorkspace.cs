using Reliably.GitOps.Git;

namespace Reliably.GitOps.Demo;

/// <summary>
/// The folder of a demonstration: a bare remote that the service watches, a clone to look around and to work in, the service's own data, the
/// shop's logs.
/// </summary>
internal sealed class DemoWorkspace
{
    private readonly GitCli git;

    private DemoWorkspace(string folder, GitCli git)
    {
        Folder = folder;
        this.git = git;
    }

    public string Folder { get; }

    public string Remote => Path.Combine(Folder, "remote.git");

    public string Clone => Path.Combine(Folder, "corner-shop");

    public string Data => Path.Combine(Folder, "service");

    public string Logs => Path.Combine(Folder, "shop");

    /// <param name="asked">The folder that was asked for; null makes a new one below the temporary folder.</param>
    /// <param name="terminal">Where relative paths start, and where git is looked for.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="CannotRunException">The folder is not empty or cannot be made, or there is no git.</exception>
    public static async Task<DemoWorkspace> OpenAsync(string? asked, Terminal terminal, CancellationToken stop)
    {
        var folder = asked is null ? null : Path.GetFullPath(asked, terminal.WorkingFolder);
        if (folder is not null) RefuseUsed(folder);
        try
        {
            folder = folder is null ? Directory.CreateTempSubdirectory("reliably-demo-").FullName : Directory.CreateDirectory(folder).FullName;
            var home = GitHome.Create(Path.Combine(folder, "service", "git-home"), [Path.Combine(folder, "remote.git"), Path.Combine(folder, "corner-shop")]);
            return new(folder, await GitCli.OpenAsync(terminal.Variables, home, stop));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The folder {folder ?? "for the demonstration"} cannot be made: {exception.Message}", "Name another with --folder DIR.", exception);
        }
        catch (CannotRunException) when (folder is not null)
        {
            Discard(folder);
            throw;
        }
    }

    /// <summary>Takes away what was made before anything was worth keeping, so that the same command can be typed again.</summary>
    public void Discard() => Discard(Folder);

    /// <summary>Makes the remote and the clone, and pushes the first commit.</summary>
    public async Task SeedAsync(IEnumerable<KeyValuePair<string, string>> files, CancellationToken stop)
    {
        await GitAsync(stop, "init", "--quiet", "--bare", "--initial-branch=main", "--", Remote);
        await GitAsync(stop, "init", "--quiet", "--initial-branch=main", "--", Clone);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(Clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, stop);
        }

        await GitAsync(stop, "-C", Clone, "add", "--all");
        await GitAsync(
            stop, "-C", Clone, "-c", "user.name=Priya Nair", "-c", "user.email=priya@corner-shop.example", "commit", "--quiet", "--message",
            "Write down what the shop must survive\n\nEight experiments, what they are made from, and the plans that run them.");
        await GitAsync(stop, "-C", Clone, "remote", "add", "origin", Remote);
        await GitAsync(stop, "-C", Clone, "push", "--quiet", "--set-upstream", "origin", "main");
    }

    /// <summary>Brings the clone up to date with what was published. Somebody may be working in it: then it is theirs to do.</summary>
    /// <returns>Whether the clone shows the remote's newest commit.</returns>
    public async Task<bool> PullAsync(CancellationToken stop) =>
        (await git.RunAsync(new(["-C", Clone, "pull", "--quiet", "--ff-only", "--no-rebase"]), stop)).Ok;

    /// <summary>The folder was new or empty when it was opened: all that is in it is ours.</summary>
    private static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stays behind is said by the next command that is given this folder.
        }
    }

    private static void RefuseUsed(string folder)
    {
        if (File.Exists(folder)) throw new CannotRunException($"{folder} is a file.", "Name a new folder with --folder DIR.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CannotRunException($"The folder {folder} is not empty.", "Name a new or an empty one with --folder DIR, or empty this one.");
    }

    private async Task GitAsync(CancellationToken stop, params string[] arguments) => await git.ExpectAsync(new([.. arguments]), stop);
}
