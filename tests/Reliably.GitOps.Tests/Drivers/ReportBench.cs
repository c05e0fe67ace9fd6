using Reliably.GitOps.Reviews;
using PullRequest = Reliably.GitOps.GitHub.Wire.PullRequest;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// <c>reliably serve</c> beside a GitHub whose branch <c>main</c> takes no push, so that reports come by a pull request; a plan that is started by hand; and what people
/// do with that pull request.
/// </summary>
internal sealed class ReportBench : IAsyncDisposable
{
    public const string Experiment = "experiments/a.yaml";
    private const string Title = "Publish reports";
    private const string Records = "reports/executions";

    private readonly GitHubEmulator gitHub;
    private readonly string clone;

    private ReportBench(GitHubEmulator gitHub, BotProcess bot)
    {
        (this.gitHub, Bot) = (gitHub, bot);
        clone = Path.Combine(bot.Folder, "clone");
    }

    public BotProcess Bot { get; }

    /// <summary>A clean GitHub, and the service over it. It asks GitHub each second.</summary>
    public static async Task<ReportBench> StartAsync(GitHubEmulator gitHub, params (string Path, string? Text)[] files)
    {
        var bench = new ReportBench(gitHub, await BotProcess.CreateAsync(gitHub, hears: false));
        GitRemoteDriver.Git(bench.Bot.Folder, "clone", "--quiet", gitHub.GitUrl(), bench.clone);
        bench.Push("main", [(Experiment, PullRequestStory.Good), ServiceDriver.Plan("hand", "{ type: manual }"), .. files]);
        gitHub.Protect("main");
        bench.Bot.Arguments = ["--listen", "127.0.0.1:0"];
        await bench.Bot.StartServiceAsync();
        return bench;
    }

    public string Git(params string[] arguments) => GitRemoteDriver.Git(clone, arguments);

    /// <summary>Somebody commits files on top of a branch as it is now, and pushes.</summary>
    public string Push(string branch, params (string Path, string? Text)[] files)
    {
        Fetch();
        Git("checkout", "--quiet", "-B", branch, Git("branch", "--remotes", "--list", "origin/" + branch).Length > 0 ? "origin/" + branch : "origin/main");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (text is null) File.Delete(full);
            else File.WriteAllText(full, text);
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message=Change");
        Git("push", "--quiet", "--force", "origin", branch);
        return Git("rev-parse", "HEAD");
    }

    /// <summary>The branch moves on, as by a pull request of somebody else that is merged.</summary>
    public async Task<string> MoveMainAsync()
    {
        var name = "moved-" + Guid.NewGuid().ToString("N");
        var number = await gitHub.OpenPullRequestAsync(name, $"docs/{name}.md", "more\n");
        await gitHub.MergeAsync(number, "squash");
        Fetch();
        return Git("rev-parse", "origin/main");
    }

    public void Fetch() => Git("fetch", "--quiet", "--prune", "origin");

    /// <summary>Asks for one execution, as somebody at the service's machine.</summary>
    public async Task TriggerAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var asked = await ReliablyDriver.RunAsync("plan", "trigger", "hand", "--data", Bot.Data);
            if (asked.ExitCode == 0) return;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{asked.Error}\n{Bot.Story()}");
            await Task.Delay(50); // the service knows its plans after its first look
        }
    }

    /// <summary>The same after a restart, for the service publishes no more than once a minute.</summary>
    public async Task TriggerAgainAsync()
    {
        await Bot.StopAsync();
        await Bot.StartServiceAsync();
        await TriggerAsync();
    }

    /// <summary>The one open pull request of the reports, as soon as it holds so many executions and its check has ended.</summary>
    public async Task<PullRequest> WaitingAsync(int executions)
    {
        var deadline = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            var open = (await OpenAsync()).ToList();
            if (open is [var only] && await ConclusionAsync(only.Head.Sha) is not null)
            {
                Fetch();
                if (CountOf("origin/" + only.Head.Ref) == executions && Git("rev-parse", "origin/" + only.Head.Ref) == only.Head.Sha) return only;
            }

            (DateTime.UtcNow < deadline).ShouldBeTrue($"Open: {string.Join(", ", open)}; expected one with {executions} executions.\n{Bot.Story()}");
            await Task.Delay(200);
        }
    }

    /// <summary>The open pull requests of the reports.</summary>
    public async Task<IEnumerable<PullRequest>> OpenAsync() => (await Bot.Repository.OpenPullRequestsAsync(default)).Where(static pull => pull.Title == Title);

    /// <summary>How our newest check of a commit ended; null while it has not.</summary>
    public async Task<string?> ConclusionAsync(string commit) =>
        (await Bot.Repository.CheckRunsAsync(commit, CheckOutput.Name, default)).MaxBy(static run => run.Id) is { Status: "completed" } newest ? newest.Conclusion : null;

    /// <summary>How many executions a revision holds.</summary>
    public int CountOf(string revision) => Git("ls-tree", "-r", "--name-only", revision, "--", Records).Split('\n').Count(static path => path.EndsWith(".record.json", StringComparison.Ordinal));

    /// <summary>Waits until the service has seen a commit of main.</summary>
    public async Task SeenAsync(string commit) => await Bot.UntilAsync(() => File.Exists(Schedules) && File.ReadAllText(Schedules).Contains(commit, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Bot.DisposeAsync();

    private string Schedules => Directory.EnumerateFiles(Path.Combine(Bot.Data, "repositories"), "schedules.json", SearchOption.AllDirectories).FirstOrDefault() ?? "";
}
