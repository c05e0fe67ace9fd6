using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// A run that somebody asks for on a pull request, from the comment to the reference, with each engine on the machine and in a container: it is
/// directed by comments, takes everything but the experiment from the base, tells no secret, and survives its service.
/// </summary>
[Collection(SecondGitHubEmulatorGroup.Name)]
public sealed class ServedRunPlacesTests : IClassFixture<ContainerImages>, IDisposable
{
    private readonly GitHubEmulator gitHub;
    private readonly ContainerImages images;
    private readonly GuardEndpoint guard = new();
    private readonly GuardEndpoint theirs = new();

    public ServedRunPlacesTests(GitHubEmulator gitHub, ContainerImages images)
    {
        (this.gitHub, this.images) = (gitHub, images);
        guard.Answers = static (_, _) => GuardEndpoint.Json($"{{\"ok\": true, \"reason\": {JsonWriter.Compact(DataNode.Of("calm, " + ServedRuns.Secret))}}}");
    }

    public void Dispose()
    {
        guard.Dispose();
        theirs.Dispose();
    }

    [ServedRunFact(RunPlace.Native)]
    public Task Is_directed_by_comments_with_the_rest_of_the_base_and_tells_no_secret() => DirectedAsync(RunPlace.Native);

    [ServedRunFact(RunPlace.ChaosToolkit)]
    public Task Is_directed_by_comments_with_the_rest_of_the_base_and_tells_no_secret_under_the_Chaos_Toolkit() => DirectedAsync(RunPlace.ChaosToolkit);

    [ServedRunFact(RunPlace.Container)]
    public Task Is_directed_by_comments_with_the_rest_of_the_base_and_tells_no_secret_in_a_container() => DirectedAsync(RunPlace.Container);

    [ServedRunFact(RunPlace.ChaosToolkitInContainer)]
    public Task Is_directed_by_comments_with_the_rest_of_the_base_and_tells_no_secret_under_the_Chaos_Toolkit_in_a_container() => DirectedAsync(RunPlace.ChaosToolkitInContainer);

    [ServedRunFact(RunPlace.Native)]
    public Task Is_ended_and_undone_where_its_service_was_killed_and_tells_no_secret() => KilledAsync(RunPlace.Native);

    [ServedRunFact(RunPlace.ChaosToolkit)]
    public Task Is_ended_and_undone_where_its_service_was_killed_and_tells_no_secret_under_the_Chaos_Toolkit() => KilledAsync(RunPlace.ChaosToolkit);

    [ServedRunFact(RunPlace.Container)]
    public Task Is_ended_and_undone_where_its_service_was_killed_and_tells_no_secret_in_a_container() => KilledAsync(RunPlace.Container);

    [ServedRunFact(RunPlace.ChaosToolkitInContainer)]
    public Task Is_ended_and_undone_where_its_service_was_killed_and_tells_no_secret_under_the_Chaos_Toolkit_in_a_container() => KilledAsync(RunPlace.ChaosToolkitInContainer);

    /// <summary>One run is paused, resumed and let go to its end; another is stopped.</summary>
    private async Task DirectedAsync(RunPlace place)
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, place, images, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", [("experiments/a.yaml", RunFiles.Telling), .. RunFiles.Hostile(theirs)]);
        var id = await runs.AskAsync(number, "nightly", head);
        await runs.MadeAsync(id, "began");
        await runs.SayAsync(number, $"/reliably pause {id}");
        await runs.ToldAsync(number, id, static body => body.Contains(": paused\n", StringComparison.Ordinal));
        await runs.LetGoOnAsync(id, "began");
        await runs.ToldAsync(number, id, static body => body.Contains("✓ waits ${token}", StringComparison.Ordinal));
        await runs.SayAsync(number, $"/reliably resume {id}");
        var told = await runs.EndedAsync(number, id);
        told.ShouldContain("✓ after");
        var (record, journal) = runs.Published(number, id);
        (record.Status, record.Verdict, record.Environment!.Value, record.Runner!.Name).ShouldBe(("completed", record.Verdict, "staging", NameOf(place)), record.VerdictReason);
        record.Events.Where(static item => item.Actor is not null).Select(static item => (item.Kind, item.Actor)).ShouldBe([("paused", "ada"), ("resumed", "ada")]);
        record.JournalWithheld.ShouldBeFalse();
        record.MaskedValues.ShouldBeGreaterThan(5);
        FromTheBase(journal!);

        id = await runs.AskAsync(number, "nightly", head);
        await runs.MadeAsync(id, "began");
        await runs.SayAsync(number, $"/reliably stop {id[^6..]}");
        told = await runs.EndedAsync(number, id);
        told.Split('\n')[1].ShouldEndWith(": interrupted");
        told.ShouldContain("Stopped by ada");
        (record, journal) = runs.Published(number, id);
        (record.Status, record.Verdict).ShouldBe(("interrupted", Verdict.Interrupted));
        journal!.ShouldContain("undone of-base");
        FromTheBase(journal!);
        await runs.HideTheSecretAsync(number, "comment", "log ", "object ");
        await EndAsync(runs, number, id);
    }

    private async Task KilledAsync(RunPlace place)
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, place, images, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", [("experiments/a.yaml", RunFiles.Telling), .. RunFiles.Hostile(theirs)]);
        var id = await runs.AskAsync(number, "nightly", head);
        await runs.MadeAsync(id, "began");
        await runs.ToldAsync(number, id, static body => body.Contains("says yes: calm, ***", StringComparison.Ordinal));
        await runs.HideTheSecretAsync(number, "comment", "log ");
        await runs.Bot.KillAsync();
        if (runs.IsContained) ServedRuns.Containers(id).Length.ShouldBe(1, "a container outlives its service");
        await runs.Bot.StartServiceAsync();
        var told = await runs.EndedAsync(number, id);
        told.Split('\n')[1].ShouldEndWith(": interrupted");
        told.ShouldContain("Its rollbacks were played when the service started again.");
        (await runs.ToldAsync(number)).Length.ShouldBe(1);
        var (record, _) = runs.Published(number, id);
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.Events.Count(static item => item.Kind == "rollback").ShouldBe(1, ExecutionRecordJson.Write(record));
        record.Events.ShouldContain(static item => item.Kind == "rollback" && item.Detail == "'undo' was played after the restart and succeeded.");
        await EndAsync(runs, number, id);
    }

    /// <summary>Nothing is left of a run, and nothing told its secret.</summary>
    private async Task EndAsync(ServedRuns runs, int number, string id)
    {
        await runs.Bot.StopAsync();
        await runs.HideTheSecretAsync(number);
        runs.LeftOf(id).ShouldBeEmpty();
        if (runs.IsContained) ServedRuns.Containers(id).ShouldBeEmpty();
        guard.Asked.ShouldBeGreaterThan(0);
        theirs.Asked.ShouldBe(0);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private static void FromTheBase(string journal)
    {
        journal.ShouldContain("of-base, nothing stolen");
        journal.ShouldNotContain("of-head");
    }

    private static string NameOf(RunPlace place) => place is RunPlace.Native or RunPlace.Container ? "native" : "chaostoolkit";
}
