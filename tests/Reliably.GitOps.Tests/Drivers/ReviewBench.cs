using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Drivers;

/// <summary>Somebody's pull requests on the emulator, and our looks at them.</summary>
internal sealed class ReviewBench : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly GitHubEmulator gitHub;
    private readonly GitHubClient client;
    private PushingPerson person = null!;

    private ReviewBench(GitHubEmulator gitHub, bool asApp)
    {
        this.gitHub = gitHub;
        folder.Write("token", "ada-token\n");
        client = asApp ? gitHub.Client() : new(GitHubAddress.Of(gitHub.Url.AbsoluteUri), new PersonalToken(folder["token"]), TimeProvider.System);
        Repository = client.Repository(GitHubEmulator.Repository, asApp ? GitHubEmulator.Installation : null);
    }

    public GitHubRepository Repository { get; }

    public PullRequestReview Review { get; private set; } = null!;

    public List<string> Said { get; } = [];

    /// <summary>A clean GitHub, a clone of its repository, and us: as the App, or with ada's token.</summary>
    public static async Task<ReviewBench> StartAsync(GitHubEmulator gitHub, bool asApp = true)
    {
        await gitHub.ResetAsync();
        var bench = new ReviewBench(gitHub, asApp);
        bench.Review = await bench.AnotherAsync();
        bench.person = PushingPerson.Clone(gitHub, bench.folder["clone"]);
        return bench;
    }

    /// <summary>The same as it would be after a restart, without anything on disk.</summary>
    public async Task<PullRequestReview> AnotherAsync(Func<ReportStep, bool>? isOwn = null)
    {
        var git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], []), default);
        return new(Repository, GitHubAddress.Of(gitHub.Url.AbsoluteUri), await client.IdentityAsync(default), gitHub.Quarantine(Repository, git, folder[Guid.NewGuid().ToString("N")]), TimeProvider.System, Said.Add) { IsOwn = isOwn ?? (static _ => false) };
    }

    /// <summary>What writes commits for comments, with the same books however often it is made.</summary>
    public async Task<PullRequestEdits> EditsAsync()
    {
        var git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], []), default);
        folder.Write("git-token", await Repository.TokenAsync(default));
        var remote = GitRemote.Create(new Uri(gitHub.Url, Repository.FullName + ".git").AbsoluteUri, folder["git-token"], folder.Path);
        return new(Repository, await client.IdentityAsync(default), git, remote, folder["edits"], TimeProvider.System);
    }

    public string Git(params string[] arguments) => person.Git(arguments);

    /// <summary>Commits files (null removes one) to a branch, which begins at main where it is new, and pushes it.</summary>
    public string Push(string branch, params (string Path, string? Text)[] files) => person.Push(branch, files);

    public string PushTo(string remote, string branch, params (string Path, string? Text)[] files) => person.PushTo(remote, branch, files);

    /// <summary>Opens a pull request of a branch that was pushed.</summary>
    public async Task<int> OpenAsync(string head, string onto = "main", bool draft = false) =>
        (int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls", new { title = head, head, @base = onto, draft }))["number"]!;

    /// <summary>A pull request with these files.</summary>
    public Task<int> OpenWithAsync(params (string Path, string? Text)[] files)
    {
        Push("change", files);
        return OpenAsync("change");
    }

    /// <summary>The comments that show a review, whoever wrote them.</summary>
    public async Task<string[]> CommentsAsync(int number) =>
        [.. (await Repository.CommentsAsync(number, default)).Select(static one => one.Body!).Where(static body => ReviewComment.HashIn(body) is not null)];

    public async Task<GitHub.Wire.CheckRun[]> ChecksAsync(int number) =>
        [.. await Repository.CheckRunsAsync((await Repository.PullRequestAsync(number, default)).Head.Sha, CheckOutput.Name, default)];

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }
}
