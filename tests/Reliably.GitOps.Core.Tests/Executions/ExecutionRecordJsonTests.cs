using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

public class ExecutionRecordJsonTests
{
    [Fact]
    public void Reads_what_it_writes()
    {
        var record = Records.Of(Verdict.Deviated) with
        {
            Events = [new(Records.Time("2026-11-21T03:00:07.1234567Z"), "stop", "asked \"please\"\n", "ada")],
            MaskedValues = 3,
            JournalWithheld = true,
            Actor = "ada",
        };
        var text = ExecutionRecordJson.Write(record);
        ExecutionRecordJson.Write(ExecutionRecordJson.Read(text)).ShouldBe(text);
        text.ShouldEndWith("}\n");
        text.ShouldContain("\"start\": \"2026-11-21T03:00:00.000000Z\"");
        text.ShouldContain("\"at\": \"2026-11-21T03:00:07.123456Z\"");
    }

    [Fact]
    public void Reads_a_record_with_nothing_optional()
    {
        var record = Records.Of(Verdict.Blocked) with
        {
            Commit = null,
            Plan = null,
            PlanHash = null,
            Instant = null,
            Environment = null,
            Runner = null,
            Trigger = TriggerKind.Command,
        };
        var read = ExecutionRecordJson.Read(ExecutionRecordJson.Write(record));
        (read with { Events = record.Events }).ShouldBe(record);
    }

    [Fact]
    public void Tells_of_what_is_not_merged_where_it_comes_from_and_of_the_rest_nothing()
    {
        var origin = new PullRequestOrigin(12, CommitSha.Parse("fedcba9876543210fedcba9876543210fedcba98"));
        var text = ExecutionRecordJson.Write(Records.Of(Verdict.Passed) with { Trigger = TriggerKind.PullRequest, PullRequest = origin });
        text.ShouldContain("\"trigger\": \"pull-request\"");
        var read = ExecutionRecordJson.Read(text);
        (read.Trigger, read.PullRequest).ShouldBe((TriggerKind.PullRequest, origin));
        ExecutionRecordJson.Write(Records.Of(Verdict.Passed)).ShouldNotContain("pull_request");
        Should.Throw<FormatException>(() => ExecutionRecordJson.Read(text.Replace("fedcba9876543210fedcba", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Refuses_what_is_no_record_by_the_name_of_what_is_wrong()
    {
        Should.Throw<FormatException>(() => ExecutionRecordJson.Read("oops"));
        Should.Throw<FormatException>(() => ExecutionRecordJson.Read("[]"));
        var whole = (DataNode.Mapping)JsonReader.Parse(ExecutionRecordJson.Write(Records.Of(Verdict.Passed)));
        foreach (var required in new[] { "execution", "experiment", "title", "content_hash", "start", "end", "verdict", "rollback_strategy", "trigger" })
        {
            Should.Throw<FormatException>(() => ExecutionRecordJson.Read(JsonWriter.Compact(whole.Without(required)))).Message.ShouldContain(required);
            Should.Throw<FormatException>(() => ExecutionRecordJson.Read(JsonWriter.Compact(whole.With(required, DataNode.Of(5)))));
        }
    }

    [Fact]
    public void Ignores_what_a_later_version_adds()
    {
        var whole = (DataNode.Mapping)JsonReader.Parse(ExecutionRecordJson.Write(Records.Of(Verdict.Passed)));
        ExecutionRecordJson.Read(JsonWriter.Compact(whole.With("masked_values", JsonReader.Parse("-1e3")).With("novelty", DataNode.Of(5)))).Verdict.ShouldBe(Verdict.Passed);
    }
}
