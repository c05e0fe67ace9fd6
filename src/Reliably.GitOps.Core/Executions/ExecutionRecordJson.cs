using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Reads and writes <c>&lt;execution&gt;.record.json</c>: snake_case keys in a fixed order, absent values as null, two blanks, a final line
/// feed, times in UTC with microseconds. Unknown keys of later versions are ignored.
/// </summary>
public static class ExecutionRecordJson
{
    private const int Version = 1;
    private const string PullRequest = "pull-request";
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Write(ExecutionRecord record) => JsonWriter.Indented(ToNode(record)) + "\n";

    /// <exception cref="FormatException">The text is no record: not JSON, or a required value is missing or of another type.</exception>
    public static ExecutionRecord Read(string text) =>
        JsonReader.Parse(text) is DataNode.Mapping mapping ? new Fields(mapping).ToRecord() : throw new FormatException("A record is a JSON object.");

    /// <summary>A time as our files write it: <c>2026-11-21T03:00:00.123456Z</c>.</summary>
    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);

    /// <summary>Where an experiment came from that is not merged is told only of such.</summary>
    private static DataNode.Mapping ToNode(ExecutionRecord record) => record.PullRequest is not { } origin ? Merged(record) : Merged(record).With(
        "pull_request", DataNode.Mapping.Create(("number", DataNode.Of(origin.Number)), ("base", DataNode.Of(origin.Base.Value))));

    private static DataNode.Mapping Merged(ExecutionRecord record) => DataNode.Mapping.Create(
        ("version", DataNode.Of(Version)),
        ("execution", DataNode.Of(record.Id.Value)),
        ("experiment", DataNode.Of(record.Experiment.Value)),
        ("experiment_path", DataNode.Of(record.ExperimentPath)),
        ("title", DataNode.Of(record.Title)),
        ("content_hash", DataNode.Of(record.ContentHash)),
        ("commit", Optional(record.Commit?.Value)),
        ("plan", Optional(record.Plan?.Value)),
        ("plan_hash", Optional(record.PlanHash)),
        ("instant", Optional(record.Instant is { } instant ? TimeText(instant) : null)),
        ("environment", Optional(record.Environment?.Value)),
        ("deployment", DataNode.Of(record.Deployment.Value)),
        ("runner", record.Runner is { } runner
            ? DataNode.Mapping.Create(("name", DataNode.Of(runner.Name)), ("version", DataNode.Of(runner.Version)))
            : DataNode.None),
        ("rollback_strategy", Strategy(record.RollbackStrategy)),
        ("hypothesis_strategy", Strategy(record.HypothesisStrategy)),
        ("trigger", DataNode.Of(NameOf(record.Trigger))),
        ("actor", Optional(record.Actor)),
        ("start", DataNode.Of(TimeText(record.Start))),
        ("end", DataNode.Of(TimeText(record.End))),
        ("status", Optional(record.Status)),
        ("deviated", DataNode.Of(record.Deviated)),
        ("verdict", DataNode.Of(Verdicts.NameOf(record.Verdict))),
        ("verdict_reason", DataNode.Of(record.VerdictReason)),
        ("events", new DataNode.Sequence([.. record.Events.Select(Event)])),
        ("masked_values", DataNode.Of(record.MaskedValues)),
        ("journal_withheld", DataNode.Of(record.JournalWithheld)),
        ("renamed_from", Optional(record.RenamedFrom?.Value)));

    private static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(text);

    private static DataNode.Mapping Strategy(StrategyChoice choice) =>
        DataNode.Mapping.Create(("value", DataNode.Of(choice.Value)), ("source", DataNode.Of(choice.Source)));

    private static DataNode Event(ExecutionEvent item) => DataNode.Mapping.Create(
        ("at", DataNode.Of(TimeText(item.At))),
        ("kind", DataNode.Of(item.Kind)),
        ("detail", DataNode.Of(item.Detail)),
        ("actor", Optional(item.Actor)));

    /// <summary>The name of a trigger in files: <c>cron</c>, <c>pull-request</c>.</summary>
    public static string NameOf(TriggerKind trigger) => trigger == TriggerKind.PullRequest ? PullRequest : trigger.ToString().ToLowerInvariant();

    private static bool TryTrigger(string name, out TriggerKind trigger)
    {
        trigger = TriggerKind.PullRequest;
        return name == PullRequest || Enum.TryParse(name, ignoreCase: true, out trigger);
    }

    /// <summary>The values of a record's object, each read or refused by name.</summary>
    private sealed class Fields(DataNode.Mapping source)
    {
        public ExecutionRecord ToRecord() => new()
        {
            Id = ExecutionId.Parse(Text("execution")),
            Experiment = Slug.Parse(Text("experiment")),
            ExperimentPath = Text("experiment_path"),
            Title = Text("title"),
            ContentHash = Text("content_hash"),
            Commit = OptionalText("commit") is { } commit ? CommitSha.Parse(commit) : null,
            Plan = OptionalSlug("plan"),
            PlanHash = OptionalText("plan_hash"),
            Instant = OptionalText("instant") is { } instant ? TimeOf("instant", instant) : null,
            Environment = OptionalSlug("environment"),
            Deployment = Slug.Parse(Text("deployment")),
            Runner = source["runner"] is DataNode.Mapping runner ? RunnerOf(new(runner)) : null,
            RollbackStrategy = Strategy("rollback_strategy"),
            HypothesisStrategy = Strategy("hypothesis_strategy"),
            Trigger = TryTrigger(Text("trigger"), out var trigger) ? trigger : throw Wrong("trigger"),
            Actor = OptionalText("actor"),
            PullRequest = source["pull_request"] is DataNode.Mapping origin ? new Fields(origin).ToOrigin() : null,
            Start = Time("start"),
            End = Time("end"),
            Status = OptionalText("status"),
            Deviated = source["deviated"] is DataNode.Boolean { Value: true },
            Verdict = Verdicts.Parse(Text("verdict")),
            VerdictReason = Text("verdict_reason"),
            Events = source["events"] is DataNode.Sequence events ? [.. events.Items.OfType<DataNode.Mapping>().Select(static item => new Fields(item).ToEvent())] : [],
            MaskedValues = source["masked_values"] is DataNode.Integer masked ? (int)BigInteger.Clamp(masked.Value, 0, int.MaxValue) : 0,
            JournalWithheld = source["journal_withheld"] is DataNode.Boolean { Value: true },
            RenamedFrom = OptionalSlug("renamed_from"),
        };

        private PullRequestOrigin ToOrigin() =>
            source["number"] is DataNode.Integer number && CommitSha.TryParse(OptionalText("base"), out var onto) ? new((int)BigInteger.Clamp(number.Value, 0, int.MaxValue), onto) : throw Wrong("pull_request");

        private ExecutionEvent ToEvent() => new(Time("at"), Text("kind"), Text("detail"), OptionalText("actor"));

        private static RunnerIdentity RunnerOf(Fields runner) => new(runner.Text("name"), runner.Text("version"));

        private StrategyChoice Strategy(string name) =>
            source[name] is DataNode.Mapping choice ? new Fields(choice).ToStrategy() : throw Wrong(name);

        private StrategyChoice ToStrategy() => new(Text("value"), Text("source"));

        private string Text(string name) => OptionalText(name) ?? throw Wrong(name);

        private string? OptionalText(string name) => (source[name] as DataNode.Text)?.Value;

        private Slug? OptionalSlug(string name) => OptionalText(name) is { } text ? Slug.Parse(text) : null;

        private DateTimeOffset Time(string name) => TimeOf(name, Text(name));

        private static DateTimeOffset TimeOf(string name, string text) =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw Wrong(name);

        private static FormatException Wrong(string name) => new($"The record's '{name}' is missing or is not what it should be.");
    }
}
