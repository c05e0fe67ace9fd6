namespace Reliably.GitOps.Drivers;

/// <summary>Somebody with a clone of the emulator's repository, who commits and pushes with git.</summary>
internal sealed class PushingPerson
{
    private readonly string clone;

    private PushingPerson(string clone) => this.clone = clone;

    /// <summary>Clones it into a new folder.</summary>
    public static PushingPerson Clone(GitHubEmulator gitHub, string folder)
    {
        GitRemoteDriver.Git(Path.GetDirectoryName(folder)!, "clone", "--quiet", gitHub.GitUrl(), folder);
        return new(folder);
    }

    public string Git(params string[] arguments) => GitRemoteDriver.Git(clone, arguments);

    /// <summary>Commits files (null removes one) to a branch, which begins at main where it is new, and pushes it.</summary>
    public string Push(string branch, params (string Path, string? Text)[] files) => PushTo("origin", branch, files);

    public string PushTo(string remote, string branch, params (string Path, string? Text)[] files)
    {
        Git("fetch", "--quiet", "origin");
        if (Git("branch", "--list", branch).Length == 0) Git("branch", branch, "origin/main");
        Git("checkout", "--quiet", branch);
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (text is null) File.Delete(full);
            else File.WriteAllText(full, text);
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message=Change");
        Git("push", "--quiet", "--force", remote, branch);
        return Git("rev-parse", "HEAD");
    }
}
