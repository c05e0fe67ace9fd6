using System.Globalization;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Badges;

/// <summary>What a badge says: the words on the left, the words on the right, its colour, and the longer text for those who point at it.</summary>
public sealed record Badge
{
    public const string Label = "resilience";

    public required string Message { get; init; }

    /// <summary><c>#rrggbb</c>, dark enough for white text on it.</summary>
    public required string Colour { get; init; }

    public required string Title { get; init; }

    /// <summary>Drawn hollow: fewer than three executions, or none.</summary>
    public bool Hollow { get; init; }

    /// <summary>The badge of one experiment, as of a moment.</summary>
    public static Badge Of(ScoreCard card, RepositorySettings settings, DateTimeOffset now)
    {
        if (card.Retired) return new() { Message = "retired", Colour = Colours.Grey, Title = $"{card.Title}: no longer in the repository" };
        var profile = settings.ScoreProfile;
        if (card.ScoreOf(profile) is not { } score)
            return new() { Message = "– no evidence", Colour = Colours.Grey, Hollow = true, Title = $"{card.Title}: no execution gave evidence yet" };
        var band = card.NewestEvidence is null ? "" : " · " + Freshness.NameOf(card.BandAt(now, settings.FreshnessHalfLife));
        var trend = ScoreNames.Sign(score.Trend) is { Length: > 0 } sign ? " " + sign : "";
        return new()
        {
            Message = ScoreNames.Short(score) + trend + band + Profile(profile),
            Colour = Colours.Of(score.Letter),
            Hollow = score.Provisional,
            Title = $"{card.Title}: {score.Letter}, mean {ScoreNames.Mean(score.Mean)} of {Count(score.Count, "execution")}{(score.Provisional ? ", provisional" : "")}"
                + $" (profile {ScoreNames.Of(profile)}){(card.NewestEvidence is { } newest ? $"; newest evidence of {Day(newest)}" : "")}",
        };
    }

    /// <summary>The badge of a name that an experiment no longer has.</summary>
    public static Badge OfMoved(Slug from, Slug to) => new() { Message = "moved", Colour = Colours.Grey, Title = $"{from}: renamed, now {to}" };

    /// <summary>The badge of the whole repository.</summary>
    public static Badge Of(ScoreBoard board, RepositorySettings settings)
    {
        if (board.ScoreOf(settings.ScoreProfile) is not { } score)
            return new() { Message = "– no evidence", Colour = Colours.Grey, Hollow = true, Title = "No experiment of this repository gave evidence yet" };
        return new()
        {
            Message = $"{score.Letter} · {Count(score.WithEvidence, "experiment")}{Profile(settings.ScoreProfile)}",
            Colour = Colours.Of(score.Letter),
            Hollow = score.Provisional,
            Title = $"{score.Letter}, mean {ScoreNames.Mean(score.Mean)} over {Count(score.WithEvidence, "experiment")} with evidence (profile {ScoreNames.Of(settings.ScoreProfile)})"
                + (board.NewestEvidence is { } newest ? $"; newest evidence of {Day(newest)}" : ""),
        };
    }

    /// <summary>The badge as a shields.io endpoint (https://shields.io/badges/endpoint-badge), whose keys are its own.</summary>
    public string ToEndpointJson() => JsonWriter.Indented(DataNode.Mapping.Create(
        ("schemaVersion", DataNode.Of(1)),
        ("label", DataNode.Of(Label)),
        ("message", DataNode.Of(Message)),
        ("color", DataNode.Of(Colour.TrimStart('#'))),
        ("cacheSeconds", DataNode.Of(300)))) + "\n";

    /// <summary>The default profile goes without saying.</summary>
    private static string Profile(ScoreProfile profile) => profile == ScoreProfile.Evidence ? "" : " · " + ScoreNames.Of(profile);

    private static string Count(int count, string thing) => $"{count.ToString(CultureInfo.InvariantCulture)} {thing}{(count == 1 ? "" : "s")}";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
