using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>The service's own folder: what cannot be rebuilt (claims, run records, outbox, requests, schedules), and mirrors, which can.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string GitHome => System.IO.Path.Combine(Path, "git");

    /// <summary>Takes the folder for this process alone.</summary>
    /// <exception cref="CannotRunException">Another service has it, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Close(path);
            return new(path, Take(path));
        }
        catch (IOException) when (IsTaken(path))
        {
            throw new CannotRunException($"Another 'reliably serve' works in '{path}'.", "Stop it first, or give this one a data folder of its own (--data).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The data folder '{path}' cannot be used: {exception.Message}", "Name a folder that this account can write (--data).", exception);
        }
    }

    /// <summary>True while a service works in the folder. The operating system lets go of the lock when its process ends, however it ends.</summary>
    public static bool IsTaken(string path)
    {
        if (!File.Exists(LockOf(path))) return false;
        try
        {
            Take(path).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>A service works here, or worked.</summary>
    public static bool Is(string path) => File.Exists(LockOf(path));

    public void Dispose() => held.Dispose();

    /// <summary>Nobody else may look into it: it holds what is not published yet. A folder that belongs to another account is that account's affair.</summary>
    private static void Close(string path)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (!Directory.Exists(path)) Directory.CreateDirectory(path, owner);
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~owner) == 0) return;
        try
        {
            File.SetUnixFileMode(path, mode & owner);
        }
        catch (UnauthorizedAccessException)
        {
            // Whoever owns it decides who looks into it.
        }
    }

    private static FileStream Take(string path) => new(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static string LockOf(string path) => System.IO.Path.Combine(path, "lock");
}

/// <summary>The part of the data folder that belongs to one branch of one repository.</summary>
internal sealed class RepositoryFolder(string root)
{
    /// <summary>Which repository and branch it is for.</summary>
    private string Name => Path.Combine(root, "repository.json");

    public string Mirror => Path.Combine(root, "mirror.git");

    /// <summary>What is remembered of the schedules.</summary>
    public string Schedules => Path.Combine(root, "schedules.json");

    /// <summary>The newest good text of every document.</summary>
    public string GoodDocuments => Path.Combine(root, "documents.json");

    /// <summary>The day whose upkeep is done.</summary>
    public string Day => Path.Combine(root, "day");

    /// <summary>Commits of our own.</summary>
    public string OwnCommits => Path.Combine(root, "own-commits");

    /// <summary>There while reports are to be written again.</summary>
    public string Rebuild => Path.Combine(root, "rebuild");

    public string Claims => Path.Combine(root, "claims");

    /// <summary>When experiments were started, of the last day.</summary>
    public string Starts => Path.Combine(root, "starts");

    public string Runs => Path.Combine(root, "runs");

    public string Outbox => Path.Combine(root, "outbox");

    public string Requests => Path.Combine(root, "requests");

    /// <summary>The order for this repository alone, which a comment gives.</summary>
    public EmergencyFile EmergencyStop => EmergencyFile.OfRepository(root);

    /// <summary>The books of runs on pull requests.</summary>
    public string PullRequestRuns => Path.Combine(root, "pull-request-runs");

    /// <summary>What is remembered of pull requests.</summary>
    public string PullRequests => Path.Combine(root, "pull-requests");

    /// <summary>Where runs have their private folders.</summary>
    public string Work => Path.Combine(root, "work");

    /// <summary>The folder's name is readable and belongs to one address and branch.</summary>
    public static RepositoryFolder Of(string dataFolder, GitRemote remote, string branch)
    {
        var last = remote.Url.TrimEnd('/').Split('/', ':')[^1];
        var name = new string([.. (last.EndsWith(".git", StringComparison.Ordinal) ? last[..^4] : last).Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(remote.Url + "\n" + branch)).AsSpan(0, 4);
        return new(Path.Combine(dataFolder, "repositories", $"{name}-{Convert.ToHexStringLower(hash)}"));
    }

    /// <summary>Every repository that a service with this data folder has watched.</summary>
    public static IEnumerable<(string Url, string Branch, RepositoryFolder Folder)> In(string dataFolder)
    {
        var repositories = Path.Combine(dataFolder, "repositories");
        if (!Directory.Exists(repositories)) yield break;
        foreach (var root in Directory.EnumerateDirectories(repositories).Order(StringComparer.Ordinal))
        {
            var folder = new RepositoryFolder(root);
            if (File.Exists(folder.Name) && JsonReader.TryParse(File.ReadAllBytes(folder.Name), out _) is DataNode.Mapping name
                && name["url"] is DataNode.Text url && name["branch"] is DataNode.Text branch) yield return (url.Value, branch.Value, folder);
        }
    }

    /// <summary>Says in the folder whose it is.</summary>
    public void Sign(GitRemote remote, string branch)
    {
        if (!File.Exists(Name)) DurableFile.Replace(Name, JsonWriter.Indented(DataNode.Mapping.Create(("url", DataNode.Of(remote.Url)), ("branch", DataNode.Of(branch)))) + "\n");
    }
}
