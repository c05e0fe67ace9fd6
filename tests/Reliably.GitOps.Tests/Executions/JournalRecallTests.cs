using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Executions;

/// <summary>A service was killed, and the engine finished its journal without it.</summary>
public sealed class JournalRecallTests : IDisposable
{
    private const string Secret = "correct-horse-battery";
    private readonly TestFolder folder = new();
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["STAGING_TOKEN"] = Secret };
    private readonly ExecutionOrder order;

    public JournalRecallTests()
    {
        var content = Encoding.UTF8.GetBytes("title: t\ndescription: d\nmethod: []\n");
        order = new()
        {
            Id = ExecutionId.Create(DateTimeOffset.UtcNow, Random.Shared.Next()),
            Experiment = ExperimentDocuments.FromFile("experiments/a.yaml", content, out _)!,
            Trigger = TriggerKind.Now,
            Environment = new() { Slug = Slug.Parse("e"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("STAGING_TOKEN") }] },
        };
    }

    private ExecutionSurroundings Surroundings => new()
    {
        Grants = new RepositoryGrants { SecretVariables = ["STAGING_*"] },
        UnderServe = true,
        Variables = variables,
        RunsFolder = folder["runs"],
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_journal_is_published_without_its_secrets_when_they_are_what_they_were()
    {
        await LeaveAsync();
        var left = await RecallAsync();
        JsonWriter.Compact(left!.Journal!).ShouldContain("\"output\":\"got ***\"");
        (left.MaskedValues, left.Withheld).ShouldBe((1, null));
        Directory.Exists(folder["runs/" + order.Id.Value + "-recall"]).ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_withheld_when_a_secret_cannot_be_had_again()
    {
        await LeaveAsync();
        variables.Clear();
        (await RecallAsync())!.Withheld!.ShouldContain("cannot be had again");
    }

    [Fact]
    public async Task It_is_withheld_when_a_secret_has_changed_since()
    {
        await LeaveAsync();
        variables["STAGING_TOKEN"] = "another-value-by-now";
        (await RecallAsync())!.Withheld!.ShouldContain("another value");
    }

    [Fact]
    public async Task It_is_withheld_when_nobody_knows_what_was_run()
    {
        await LeaveAsync();
        var left = await new JournalRecall(Surroundings).ReadAsync(order.Id, null, default);
        (left!.Journal, left.Withheld is null).ShouldBe((null, false));
    }

    [Fact]
    public async Task A_journal_that_was_cut_off_is_none()
    {
        await LeaveAsync();
        await File.WriteAllTextAsync(folder[$"runs/{order.Id.Value}/journal.json"], "{\"status\": \"comp");
        (await RecallAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_execution_is_published_as_interrupted_either_way_and_its_rollbacks_are_not_played_again(bool known)
    {
        await LeaveAsync();
        if (!known) variables.Clear();
        var (book, outbox) = (new RunBook(folder["book"]), new Outbox(folder["outbox"]));
        book.Update(UnfinishedRecord.Started(order, DateTimeOffset.UtcNow));
        var played = 0;
        var recovery = new CrashRecovery(book, outbox, (_, _) => Task.FromResult((0, (string?)null)), new(
            record => new JournalRecall(Surroundings).ReadAsync(record.Id, order, default),
            _ => Task.FromResult(played++ == 0 ? Undoing.Nothing : Undoing.Nothing),
            id => RunFolders.Wipe(id, folder["runs"])), TimeProvider.System);
        var record = (await recovery.RecoverAsync()).Single();
        (record.Verdict, record.JournalWithheld, record.MaskedValues, played).ShouldBe((Verdict.Interrupted, !known, known ? 1 : 0, 0));
        var run = outbox.Read(order.Id);
        (run.JournalText is not null).ShouldBe(known);
        if (!known) run.Record.Events.ShouldContain(static item => item.Kind == "withheld");
        Directory.Exists(folder["runs/" + order.Id.Value]).ShouldBeFalse();
    }

    private Task<LeftJournal?> RecallAsync() => new JournalRecall(Surroundings).ReadAsync(order.Id, order, default);

    private async Task LeaveAsync()
    {
        var left = new PrivateFolder(folder["runs/" + order.Id.Value]);
        left.Write("journal.json", Encoding.UTF8.GetBytes($$"""{"status":"completed","deviated":false,"run":[{"activity":{"name":"a"},"output":"got {{Secret}}","status":"succeeded"}],"rollbacks":[]}"""));
        var reader = new RunSecretsReader(Surroundings);
        var found = (Secrets.SecretResolution.Found)await reader.ResolveAsync(order, default);
        SecretSeal.Write(left, await reader.ReadAsync(order, found.Secrets, ImmutableSortedDictionary<string, string>.Empty, default));
    }
}
