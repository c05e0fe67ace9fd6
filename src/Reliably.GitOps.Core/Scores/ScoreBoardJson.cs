using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>Reads and writes <c>reports/index.json</c>: a short line per experiment, and nothing that ages.</summary>
public static class ScoreBoardJson
{
    private const int Version = 1;

    public static string Write(ScoreBoard board, ScoreProfile profile) => LinedJson.Write(
        ("version", DataNode.Of(Version)),
        ("profile", DataNode.Of(ScoreNames.Of(profile))),
        ("repository", RepositoryNode(board.ScoreOf(profile))),
        ("experiments", new DataNode.Sequence([.. board.Cards.Values.Select(CardNode)])),
        ("activity", new DataNode.Mapping([.. board.Activity.Select(static day => new MappingEntry(DataNode.Of(DayText(day.Key)), DataNode.Of(day.Value)))])),
        ("moves", new DataNode.Sequence([.. board.Moves.Select(static move => (DataNode)DataNode.Mapping.Create(
            ("from", DataNode.Of(move.From.Value)),
            ("to", DataNode.Of(move.To.Value)),
            ("at", LinedJson.Time(move.At))))])));

    /// <summary>Null where the text is not what we write: it has to be rebuilt.</summary>
    public static ScoreBoard? TryRead(string text)
    {
        try
        {
            return JsonReader.Parse(text) is DataNode.Mapping source ? Read(source) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    internal static DataNode ScoreNode(Score? score) => score is null ? DataNode.None : DataNode.Mapping.Create(
        ("score", DataNode.Of(score.Mean)),
        ("letter", DataNode.Of(score.Letter.ToString())),
        ("n", DataNode.Of(score.Count)),
        ("provisional", DataNode.Of(score.Provisional)),
        ("trend", LinedJson.Optional(score.Trend is { } trend ? ScoreNames.Of(trend) : null)));

    internal static DataNode HealthNode(PracticeHealth health) => DataNode.Mapping.Create(
        ("attempts", DataNode.Of(health.Attempts)),
        ("without_evidence", DataNode.Of(health.WithoutEvidence)),
        ("in_a_row", DataNode.Of(health.InARow)));

    private static DataNode RepositoryNode(RepositoryScore? score) => score is null ? DataNode.None : DataNode.Mapping.Create(
        ("score", DataNode.Of(score.Mean)),
        ("letter", DataNode.Of(score.Letter.ToString())),
        ("experiments_with_evidence", DataNode.Of(score.WithEvidence)));

    private static DataNode CardNode(ScoreCard card) => DataNode.Mapping.Create(
        ("experiment", DataNode.Of(card.Slug.Value)),
        ("title", DataNode.Of(card.Title)),
        ("retired", DataNode.Of(card.Retired)),
        ("evidence", ScoreNode(card.ScoreOf(ScoreProfile.Evidence))),
        ("evidence_values", Values(card.Evidence)),
        ("reliably", ScoreNode(card.ScoreOf(ScoreProfile.Reliably))),
        ("reliably_values", Values(card.Reliably)),
        ("newest_evidence", LinedJson.Time(card.NewestEvidence)),
        ("newest_execution", DataNode.Of(card.NewestExecution.Value)),
        ("newest_verdict", DataNode.Of(Verdicts.NameOf(card.NewestVerdict))),
        ("newest_start", LinedJson.Time(card.NewestStart)),
        ("executions", DataNode.Of(card.Executions)),
        ("health", HealthNode(card.Health)),
        ("content_hash", DataNode.Of(card.ContentHash)));

    private static DataNode.Sequence Values(ImmutableArray<ScoredExecution> executions) => new([.. executions.Select(static execution =>
        (DataNode)DataNode.Mapping.Create(
            ("execution", DataNode.Of(execution.Id.Value)),
            ("verdict", DataNode.Of(Verdicts.NameOf(execution.Verdict))),
            ("value", LinedJson.Halves(execution.HalfPoints))))]);

    private static ScoreBoard Read(DataNode.Mapping source) => new()
    {
        Cards = LinedJson.Items(source, "experiments").Select(ToCard).ToImmutableSortedDictionary(static card => card.Slug, static card => card),
        Activity = LinedJson.Entries(source, "activity").ToImmutableSortedDictionary(
            static day => DateOnly.ParseExact(day.Name, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            static day => LinedJson.Number(DataNode.Mapping.Create((day.Name, day.Value)), day.Name)),
        Moves = [.. LinedJson.Items(source, "moves").Select(static move =>
            new ExperimentMove(Slug.Parse(LinedJson.Text(move, "from")), Slug.Parse(LinedJson.Text(move, "to")), LinedJson.Time(move, "at"))).Order()],
    };

    private static ScoreCard ToCard(DataNode.Mapping source) => new()
    {
        Slug = Slug.Parse(LinedJson.Text(source, "experiment")),
        Title = LinedJson.Text(source, "title"),
        Retired = source["retired"] is DataNode.Boolean { Value: true },
        ContentHash = LinedJson.Text(source, "content_hash"),
        Evidence = ToValues(source, "evidence_values"),
        Reliably = ToValues(source, "reliably_values"),
        NewestEvidence = LinedJson.OptionalTime(source, "newest_evidence"),
        NewestExecution = ExecutionId.Parse(LinedJson.Text(source, "newest_execution")),
        NewestVerdict = Verdicts.Parse(LinedJson.Text(source, "newest_verdict")),
        NewestStart = LinedJson.Time(source, "newest_start"),
        Executions = LinedJson.Number(source, "executions"),
        Health = source["health"] is DataNode.Mapping health
            ? new(LinedJson.Number(health, "attempts"), LinedJson.Number(health, "without_evidence"), LinedJson.Number(health, "in_a_row"))
            : throw new FormatException("'health' is missing."),
    };

    private static ImmutableArray<ScoredExecution> ToValues(DataNode.Mapping source, string key) =>
        [.. LinedJson.Items(source, key).Select(static item => new ScoredExecution(
            ExecutionId.Parse(LinedJson.Text(item, "execution")),
            Verdicts.Parse(LinedJson.Text(item, "verdict")),
            LinedJson.Halves(item["value"]) ?? 0)).TakeLast(Score.Window)];

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
