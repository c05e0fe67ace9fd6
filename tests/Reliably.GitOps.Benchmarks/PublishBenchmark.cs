using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Publishing one execution to a bare remote on disk, in a repository that holds 10 and one that holds 10,000. Bound: the same.</summary>
internal static class PublishBenchmark
{
    private const int Experiments = 20;
    private const int Publications = 15;
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Journal = """
        {"chaoslib-version": "1.45.0", "experiment": {"title": "Checkout survives losing a replica"}, "start": "2026-01-01T00:00:00+00:00",
         "status": "completed", "deviated": false, "steady_states": {"before": null, "after": null, "during": []}, "run": [], "rollbacks": [],
         "end": "2026-01-01T00:00:01+00:00", "duration": 1.0}
        """;

    public static async Task RunAsync()
    {
        foreach (var held in new[] { 10, 1_000, 10_000 }) await MeasureAsync(held);
    }

    private static async Task MeasureAsync(int held)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            var remote = Path.Combine(folder, "remote.git");
            await GitAsync(folder, "init", "-q", "--bare", "-b", "main", remote);
            var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
            var git = await GitCli.OpenAsync(variables, GitHome.Create(Path.Combine(folder, "git-home"), [remote]), default);
            await using var mirror = await BareMirror.OpenAsync(git, GitRemote.Create(remote, null, folder), Path.Combine(folder, "mirror.git"), default);
            await FillAsync(mirror, held);
            var outbox = new Outbox(Path.Combine(folder, "outbox"));
            var publisher = new Publisher(mirror, outbox, new(Path.Combine(folder, "runs")), new(Path.Combine(folder, "own")), TimeProvider.System);
            (await PublishAsync(publisher, outbox, held)).Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Figures> PublishAsync(Publisher publisher, Outbox outbox, int held)
    {
        var times = new List<double>();
        for (var i = -2; i < Publications; i++)
        {
            outbox.Add(RunOf(held + 2 + i));
            var watch = Stopwatch.StartNew();
            var batch = await publisher.PublishAsync(new(new RepositorySnapshot(), "main"), default);
            if (batch.Executions.Length != 1) throw new InvalidOperationException("Nothing was published.");
            if (i >= 0) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"publish one execution, {held:N0} held"), "ms", times);
    }

    private static async Task FillAsync(BareMirror mirror, int held)
    {
        var publication = PublicationDecision.Rebuild(new()
        {
            Runs = [.. Enumerable.Range(0, held).Select(RunOf)],
            Snapshot = new(),
            Now = Epoch.AddDays(300),
            Published = ImmutableDictionary<string, string>.Empty,
        });
        var commit = await mirror.CommitAsync(new() { Parent = null, Files = publication.Files, Message = publication.Message, Now = Epoch.AddDays(300) }, default);
        if (await mirror.PushAsync(commit, "main", default) is not PushOutcome.Pushed) throw new InvalidOperationException("The remote could not be filled.");
    }

    private static ExecutedRun RunOf(int number)
    {
        var start = Epoch.AddMinutes(37 * number);
        return new(
            new()
            {
                Id = ExecutionId.Create(start, number),
                Experiment = Slug.Parse(string.Create(CultureInfo.InvariantCulture, $"shop/experiment-{number % Experiments}")),
                ExperimentPath = string.Create(CultureInfo.InvariantCulture, $"experiments/shop/experiment-{number % Experiments}.yaml"),
                Title = "Checkout survives losing a replica",
                ContentHash = "0123456789abcdef0123456789abcdef",
                Deployment = Slug.Parse("local"),
                RollbackStrategy = new("always", "default"),
                HypothesisStrategy = new("default", "default"),
                Trigger = TriggerKind.Cron,
                Start = start,
                End = start.AddSeconds(1),
                Status = "completed",
                Verdict = Verdict.Passed,
                VerdictReason = "The hypothesis was met after the method.",
            },
            Journal);
    }

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync();
        if (git.ExitCode != 0) throw new InvalidOperationException("git " + string.Join(' ', arguments) + " failed.");
    }
}
