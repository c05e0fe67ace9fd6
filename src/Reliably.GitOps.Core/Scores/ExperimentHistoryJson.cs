using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>Reads and writes <c>reports/experiments/&lt;slug&gt;.json</c>: one experiment's score and history, for programs.</summary>
public static class ExperimentHistoryJson
{
    private const int Version = 1;

    public static string Write(ExperimentHistory history)
    {
        var card = ScoreCard.Of(history);
        return LinedJson.Write(
            ("version", DataNode.Of(Version)),
            ("experiment", DataNode.Of(history.Slug.Value)),
            ("title", DataNode.Of(card.Title)),
            ("content_hash", DataNode.Of(card.ContentHash)),
            ("evidence", ScoreBoardJson.ScoreNode(card.ScoreOf(Configuration.ScoreProfile.Evidence))),
            ("reliably", ScoreBoardJson.ScoreNode(card.ScoreOf(Configuration.ScoreProfile.Reliably))),
            ("newest_evidence", LinedJson.Time(card.NewestEvidence)),
            ("executions", DataNode.Of(card.Executions)),
            ("verdicts", new DataNode.Mapping([.. history.Totals.Select(static total => new MappingEntry(DataNode.Of(Verdicts.NameOf(total.Key)), DataNode.Of(total.Value)))])),
            ("health", ScoreBoardJson.HealthNode(card.Health)),
            ("history", new DataNode.Sequence([.. history.Entries.Reverse().Select(Entry)])));
    }

    /// <summary>What stands where an experiment was before it was renamed. It reads as a history without executions.</summary>
    public static string WriteMoved(Slug from, Slug to) => LinedJson.Write(
        ("version", DataNode.Of(Version)),
        ("experiment", DataNode.Of(from.Value)),
        ("moved_to", DataNode.Of(to.Value)));

    /// <summary>Null where the text is not what we write: somebody changed it, and the history starts from what the records say.</summary>
    public static ExperimentHistory? TryRead(Slug slug, string text)
    {
        try
        {
            return JsonReader.Parse(text) is DataNode.Mapping source && LinedJson.Text(source, "experiment") == slug.Value ? Read(slug, source) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static ExperimentHistory Read(Slug slug, DataNode.Mapping source) => new()
    {
        Slug = slug,
        Entries = [.. LinedJson.Items(source, "history").Select(ToEntry).Order()],
        Totals = LinedJson.Entries(source, "verdicts").ToImmutableSortedDictionary(
            static entry => Verdicts.Parse(entry.Name),
            static entry => LinedJson.Number(DataNode.Mapping.Create((entry.Name, entry.Value)), entry.Name)),
    };

    private static DataNode Entry(HistoryEntry entry) => DataNode.Mapping.Create(
        ("execution", DataNode.Of(entry.Id.Value)),
        ("start", LinedJson.Time(entry.Start)),
        ("end", LinedJson.Time(entry.End)),
        ("verdict", DataNode.Of(Verdicts.NameOf(entry.Verdict))),
        ("value", LinedJson.Halves(entry.HalfPoints)),
        ("reliably_value", LinedJson.Halves(entry.ReliablyHalfPoints)),
        ("status", LinedJson.Optional(entry.Status)),
        ("reason", DataNode.Of(entry.Reason)),
        ("trigger", DataNode.Of(ExecutionRecordJson.NameOf(entry.Trigger))),
        ("plan", LinedJson.Optional(entry.Plan?.Value)),
        ("environment", LinedJson.Optional(entry.Environment?.Value)),
        ("content_hash", DataNode.Of(entry.ContentHash)),
        ("title", DataNode.Of(entry.Title)),
        ("path", DataNode.Of(entry.Path)));

    private static HistoryEntry ToEntry(DataNode.Mapping source) => new()
    {
        Id = ExecutionId.Parse(LinedJson.Text(source, "execution")),
        Start = LinedJson.Time(source, "start"),
        End = LinedJson.Time(source, "end"),
        Verdict = Verdicts.Parse(LinedJson.Text(source, "verdict")),
        HalfPoints = LinedJson.Halves(source["value"]),
        ReliablyHalfPoints = LinedJson.Halves(source["reliably_value"]) ?? 0,
        Status = LinedJson.OptionalText(source, "status"),
        Reason = LinedJson.Text(source, "reason"),
        Trigger = Enum.TryParse<TriggerKind>(LinedJson.Text(source, "trigger"), ignoreCase: true, out var trigger) ? trigger : TriggerKind.Command,
        Plan = LinedJson.OptionalText(source, "plan") is { } plan ? Slug.Parse(plan) : null,
        Environment = LinedJson.OptionalText(source, "environment") is { } environment ? Slug.Parse(environment) : null,
        ContentHash = LinedJson.Text(source, "content_hash"),
        Title = LinedJson.Text(source, "title"),
        Path = LinedJson.Text(source, "path"),
    };
}
