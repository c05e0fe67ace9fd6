using System.Diagnostics;

namespace Reliably.GitOps.Drivers;

/// <summary>A bare remote and somebody's clone of it, both real, in a temporary folder.</summary>
internal sealed class GitRemoteDriver
{
    private readonly string clone;

    private GitRemoteDriver(string folder)
    {
        Url = Path.Combine(folder, "remote.git");
        clone = Path.Combine(folder, "clone");
    }

    public string Url { get; }

    public string Clone => clone;

    public string Head => Git(Url, "rev-parse", "main");

    public string FirstCommit => Git(Url, "rev-list", "--max-parents=0", "main");

    /// <summary>An empty remote, without any commit.</summary>
    public static GitRemoteDriver CreateEmpty(string folder)
    {
        var driver = new GitRemoteDriver(folder);
        Git(folder, "init", "--quiet", "--bare", "--initial-branch=main", driver.Url);
        Git(folder, "clone", "--quiet", driver.Url, driver.clone);
        Git(driver.clone, "checkout", "--quiet", "-B", "main");
        return driver;
    }

    public static GitRemoteDriver Create(string folder, params (string Path, string? Text)[] files)
    {
        var driver = CreateEmpty(folder);
        driver.Push("Begin", files);
        return driver;
    }

    /// <summary>Somebody commits and pushes; returns the commit.</summary>
    public string Push(string subject, params (string Path, string? Text)[] files)
    {
        if (Git(Url, "branch", "--list", "main").Length > 0) Git(clone, "pull", "--quiet", "--rebase", "origin", "main");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (text is null) File.Delete(full);
            else File.WriteAllText(full, text);
        }

        Git(clone, "add", "--all");
        Git(clone, "commit", "--quiet", "--allow-empty", "-m", subject);

        // The service publishes at any moment: a person whose push is too late pulls and pushes again.
        var attempt = Run(clone, "push", "--quiet", "origin", "HEAD:main");
        for (var tries = 0; attempt.ExitCode != 0 && attempt.Error.Contains("fetch first", StringComparison.Ordinal) && tries < 20; tries++)
        {
            Git(clone, "pull", "--quiet", "--rebase", "origin", "main");
            attempt = Run(clone, "push", "--quiet", "origin", "HEAD:main");
        }

        attempt.ExitCode.ShouldBe(0, attempt.Error);
        return Head;
    }

    /// <summary>Somebody replaces the whole history.</summary>
    public string Rewrite(string subject)
    {
        Git(clone, "pull", "--quiet", "--rebase", "origin", "main");
        Git(clone, "commit", "--quiet", "--amend", "--allow-empty", "-m", subject);
        Git(clone, "push", "--quiet", "--force", "origin", "HEAD:main");
        return Head;
    }

    /// <summary>From now on the remote's own hook says no.</summary>
    public void Refuse(string message) => Hook("pre-receive", $"echo '{message}' >&2\nexit 1");

    public void Accept() => File.Delete(Path.Combine(Url, "hooks", "pre-receive"));

    public void Hook(string name, string script)
    {
        Directory.CreateDirectory(Path.Combine(Url, "hooks"));
        TestFolder.WriteScript(Path.Combine(Url, "hooks", name), script);
    }

    public string[] Log(string format = "%s") => Git(Url, "log", "--format=" + format, "main").Split('\n');

    public string[] Files(string below) => Git(Url, "ls-tree", "-r", "--name-only", "main", "--", below).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Show(string path) => Git(Url, "show", "main:" + path);

    public static string Git(string folder, params string[] arguments)
    {
        var run = Run(folder, arguments);
        run.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {run.Error}");
        return run.Output.TrimEnd('\n');
    }

    private static (int ExitCode, string Output, string Error) Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false" }.Concat(arguments)) start.ArgumentList.Add(argument);
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
