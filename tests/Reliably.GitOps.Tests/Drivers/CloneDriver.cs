namespace Reliably.GitOps.Drivers;

/// <summary>Somebody's clone with a branch <c>main</c> and a branch <c>change</c>, both real, in a temporary folder.</summary>
internal sealed class CloneDriver : IDisposable
{
    public const string Experiment =
        """
        title: The shop survives
        description: One replica goes.
        steady-state-hypothesis:
          title: It answers
          probes:
          - { type: probe, name: front, tolerance: 200, provider: { type: http, url: "http://shop.example.com/health", timeout: 3 } }
        method:
        - { type: action, name: kill, provider: { type: http, method: POST, url: "http://shop.example.com/kill", timeout: 3 } }
        - { type: probe, name: look, provider: { type: http, url: "http://shop.example.com/health", timeout: 3 } }
        rollbacks:
        - { type: action, name: start, provider: { type: http, method: POST, url: "http://shop.example.com/start", timeout: 3 } }

        """;

    public const string Plan = "title: Nightly\nexperiments: [kill]\nschedule: {type: cron, pattern: '0 3 * * *', timezone: Europe/Paris}\n";

    private readonly TestFolder folder = new();

    public CloneDriver()
    {
        GitRemoteDriver.Git(folder.Path, "init", "--quiet", "--initial-branch=main");
        Commit(("experiments/kill.yaml", Experiment), ("plans/nightly.yaml", Plan));
        GitRemoteDriver.Git(folder.Path, "checkout", "--quiet", "-b", "change");
    }

    public string Path => folder.Path;

    public string Git(params string[] arguments) => GitRemoteDriver.Git(folder.Path, arguments);

    /// <summary>Writes files on the branch that is checked out, null removing one, and commits them; returns the commit.</summary>
    public string Commit(params (string Path, string? Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            if (text is null) File.Delete(folder[path]);
            else folder.Write(path, text);
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message=Change");
        return Git("rev-parse", "HEAD");
    }

    /// <summary>The same on the base.</summary>
    public string CommitOnMain(params (string Path, string? Text)[] files)
    {
        Git("checkout", "--quiet", "main");
        var commit = Commit(files);
        Git("checkout", "--quiet", "change");
        return commit;
    }

    public Task<ReliablyRun> ReviewAsync(params string[] more) => ReliablyDriver.RunInAsync(folder.Path, ["review", "--base", "main", "--head", "change", .. more]);

    public void Dispose() => folder.Dispose();
}
