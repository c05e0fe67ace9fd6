using System.Text.RegularExpressions;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.GitHub.Wire;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// Runs on pull requests as an operator has them: <c>reliably serve</c> as a process, the emulator, and one of the engines. The deployment
/// <c>here</c> is granted; a secret is in the service's own environment and granted to the repository.
/// </summary>
internal sealed class ServedRuns : IAsyncDisposable
{
    /// <summary>No decoder is needed to tell it apart.</summary>
    public const string Canary = "Vx4Hs8Qc2Nj6Pw";

    /// <summary>With characters that every encoding writes in its own way.</summary>
    public const string Secret = Canary + "/+ '\"&<é€";

    private readonly GitHubEmulator gitHub;
    private readonly RunPlace place;

    private ServedRuns(GitHubEmulator gitHub, BotProcess bot, RunPlace place) => (this.gitHub, Bot, this.place) = (gitHub, bot, place);

    public BotProcess Bot { get; }

    public bool IsContained => place is RunPlace.Container or RunPlace.ChaosToolkitInContainer;

    private string Clone => Path.Combine(Bot.Folder, "people");

    /// <summary>Starts it over a main branch with these files.</summary>
    public static async Task<ServedRuns> StartAsync(GitHubEmulator gitHub, RunPlace place, ContainerImages? images, params (string Path, string Text)[] files)
    {
        var (grants, deployment) = place switch
        {
            RunPlace.Container => ("deployments: [here, container]", Contained(images!.Reliably)),
            RunPlace.ChaosToolkitInContainer => ("deployments: [here, container]", Contained(ChaosImageFactAttribute.Image!)),
            _ => ("deployments: [here, local]", "type: local\n"),
        };
        var runner = place switch { RunPlace.Native => "native", RunPlace.ChaosToolkit => "chaostoolkit", _ => "auto" };
        var bot = await BotProcess.CreateAsync(gitHub, grants: grants + ", pull-requests: { deployments: [here] }, secrets: { env: [\"STAGING_*\"] }", runner: runner);
        bot.Variables = [("STAGING_TOKEN", Secret), ("STAGING_OTHER", "stolen"), .. ChaosToolkitFactAttribute.Program is { } chaos ? [("CHAOS", chaos)] : Array.Empty<(string, string)>()];
        var runs = new ServedRuns(gitHub, bot, place);
        GitRemoteDriver.Git(bot.Folder, "clone", "--quiet", gitHub.GitUrl(), runs.Clone);
        runs.Push("main", [("deployments/here.yaml", deployment), .. files]);
        await bot.StartServiceAsync();
        return runs;

        static string Contained(string image) => $"type: container\nimage: {image}\npull: never\nnetwork: none\n";
    }

    /// <summary>Commits files (null removes one) to a branch, which begins at main where it is new; the commit.</summary>
    public string Push(string branch, params (string Path, string? Text)[] files)
    {
        Git("fetch", "--quiet", "origin");
        if (Git("branch", "--list", branch).Length == 0) Git("branch", branch, "origin/main");
        Git("checkout", "--quiet", branch);
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(Clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (text is null) File.Delete(full);
            else File.WriteAllText(full, text);
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message=Change");
        Git("push", "--quiet", "origin", branch);
        return Git("rev-parse", "HEAD").Trim();
    }

    /// <summary>Opens a pull request with these files, and waits for its review; its number and head.</summary>
    public async Task<(int Number, string Head)> OpenAsync(string branch, params (string Path, string? Text)[] files)
    {
        var head = Push(branch, files);
        var number = (int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls", new { title = branch, head = branch, @base = "main" }))["number"]!;
        await Bot.SeesAsync(number, static state => state.IsReviewed);
        return (number, head);
    }

    public Task<long> SayAsync(int number, string body) => gitHub.SayAsync(number, body);

    /// <summary>Asks for a run, and waits until its comment is there; its first execution.</summary>
    public async Task<string> AskAsync(int number, string what, string head)
    {
        var before = (await ToldAsync(number)).Length;
        await SayAsync(number, $"/reliably run {what} at {head}");
        var told = await UntilAsync(number, told => told.Length > before);
        return Regex.Match(told[before].Body!, "^<!-- reliably-run (\\S+) -->").Groups[1].Value;
    }

    /// <summary>Our comments of runs, the oldest first.</summary>
    public async Task<Comment[]> ToldAsync(int number) =>
        [.. (await Bot.Repository.CommentsAsync(number, default)).Where(static one => one.User?.Login == BotProcess.Self && one.Body!.StartsWith(RunComment.Marker, StringComparison.Ordinal))];

    /// <summary>Waits for the comment of a run to say something.</summary>
    public async Task<string> ToldAsync(int number, string id, Func<string, bool> says) =>
        (await UntilAsync(number, told => told.Any(one => one.Body!.Contains(id, StringComparison.Ordinal) && says(one.Body!)))).Last(one => one.Body!.Contains(id, StringComparison.Ordinal)).Body!;

    /// <summary>Waits until a run has ended, was published and told; what its comment says.</summary>
    public Task<string> EndedAsync(int number, string id) => ToldAsync(number, id, static body => body.Contains("[report]", StringComparison.Ordinal));

    /// <summary>Waits until an activity has made a file in the run's own folder.</summary>
    public async Task<string> MadeAsync(string id, string name)
    {
        var found = "";
        await Bot.UntilAsync(() => (found = Find(id, name)).Length > 0);
        return found;
    }

    /// <summary>Lets an activity go on that waits for a file beside one that it made.</summary>
    public async Task LetGoOnAsync(string id, string made) => await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(await MadeAsync(id, made))!, "go-on"), "");

    /// <summary>The containers of a run, also those that ended.</summary>
    public static string[] Containers(string id) =>
        ContainerImages.Docker("ps", "--all", "--quiet", "--filter", $"label={ContainerLaunch.Label}={id}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is left on disk of a run's own folder.</summary>
    public string[] LeftOf(string id) => [.. Roots(id).Where(Directory.Exists)];

    /// <summary>The records that the reference of a pull request holds, with their journals.</summary>
    public (ExecutionRecord Record, string? Journal)[] Published(int number)
    {
        var name = RunPublication.RefOf(number);
        if (Git("ls-remote", "origin", name).Length == 0) return [];
        Git("fetch", "--quiet", "origin", "+" + name + ":refs/runs");
        var paths = Git("ls-tree", "-r", "--name-only", "refs/runs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. from path in paths
            where path.EndsWith(".record.json", StringComparison.Ordinal)
            let journal = path.Replace(".record.json", ".journal.json", StringComparison.Ordinal)
            select (ExecutionRecordJson.Read(Git("show", "refs/runs:" + path)), paths.Contains(journal) ? Git("show", "refs/runs:" + journal) : null)];
    }

    /// <summary>One record of them.</summary>
    public (ExecutionRecord Record, string? Journal) Published(int number, string id) => Published(number).Single(one => one.Record.Id.Value == id);

    /// <summary>Fails where the secret can be read in anything that is kept or shown: comments, checks, every object of the remote, the service's folder and its log.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="hidings">Places that had something to hide: the beginnings of their names.</param>
    public async Task HideTheSecretAsync(int number, params string[] hidings)
    {
        Git("fetch", "--quiet", "origin", "+refs/*:refs/everything/*");
        var places = new List<(string Name, string Text)> { ("log of the service", Bot.Said + (Bot.IsRunning ? Bot.Service.Text : "")) };
        places.AddRange((await Bot.Repository.CommentsAsync(number, default)).Select(static one => ("comment " + one.Id, one.Body!)));
        places.Add(("checks", (await Bot.StateAsync(number)).Checks));
        places.AddRange(CanaryService.Objects(Clone));
        places.AddRange(CanaryService.KeptFiles(Bot.Data));
        places.AddRange(CanaryService.CommandLines());
        var found = from one in places from how in CanaryHunt.Find(one.Text, Canary) select $"{one.Name}: {how}";
        found.ShouldBeEmpty();
        foreach (var hiding in hidings) places.ShouldContain(one => one.Name.StartsWith(hiding, StringComparison.Ordinal) && one.Text.Contains("***", StringComparison.Ordinal), $"{hiding}had something to hide");
        places.ShouldContain(static one => one.Name.StartsWith("data ", StringComparison.Ordinal), "the service keeps something");
    }

    public async ValueTask DisposeAsync()
    {
        var said = Bot.Said + (Bot.IsRunning ? Bot.Service.Text : "");
        await Bot.DisposeAsync();
        if (!IsContained) return;
        foreach (var id in Regex.Matches(said, @"start    (\S+)").Select(static match => match.Groups[1].Value).Distinct())
        {
            foreach (var left in Containers(id)) ContainerImages.Docker("rm", "--force", left);
        }
    }

    private string Git(params string[] arguments) => GitRemoteDriver.Git(Clone, arguments);

    private IEnumerable<string> Roots(string id) => ["/dev/shm/reliably-" + id, Path.Combine(Path.GetTempPath(), "reliably-" + id), .. Directory.GetDirectories(Bot.Data, id, SearchOption.AllDirectories)];

    private string Find(string id, string name)
    {
        try
        {
            return Roots(id).Where(Directory.Exists).SelectMany(root => Directory.EnumerateFiles(root, name, SearchOption.AllDirectories)).FirstOrDefault() ?? "";
        }
        catch (DirectoryNotFoundException)
        {
            return ""; // a folder of the run went while it was looked through
        }
    }

    private async Task<Comment[]> UntilAsync(int number, Func<Comment[], bool> expected)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(90); ; await Task.Delay(50))
        {
            var told = await ToldAsync(number);
            if (expected(told)) return told;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{string.Join('\n', (await Bot.Repository.CommentsAsync(number, default)).Select(static one => one.Body))}\n{Bot.Story()}");
        }
    }
}
