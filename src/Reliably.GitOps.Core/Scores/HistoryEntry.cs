using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>One execution in the history of its experiment: what lists and scores need of its record.</summary>
public sealed record HistoryEntry : IComparable<HistoryEntry>
{
    public required ExecutionId Id { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required Verdict Verdict { get; init; }

    public required string Reason { get; init; }

    public string? Status { get; init; }

    /// <summary>What it counts in profile <c>evidence</c>; null where it is no evidence.</summary>
    public int? HalfPoints { get; init; }

    /// <summary>What it counts in profile <c>reliably</c>: every execution counts there.</summary>
    public required int ReliablyHalfPoints { get; init; }

    public required string ContentHash { get; init; }

    public required string Title { get; init; }

    public required string Path { get; init; }

    public Slug? Plan { get; init; }

    public required TriggerKind Trigger { get; init; }

    public Slug? Environment { get; init; }

    public static HistoryEntry Of(ExecutionRecord record) => new()
    {
        Id = record.Id,
        Start = Precise(record.Start),
        End = Precise(record.End),
        Verdict = record.Verdict,
        Reason = WellFormed(record.VerdictReason),
        Status = record.Status,
        HalfPoints = Verdicts.HalfPointsOf(record),
        ReliablyHalfPoints = Reliably(record),
        ContentHash = record.ContentHash,
        Title = WellFormed(record.Title),
        Path = record.ExperimentPath,
        Plan = record.Plan,
        Trigger = record.Trigger,
        Environment = record.Environment,
    };

    /// <summary>By start in UTC, then by identifier, so that the order is total.</summary>
    public int CompareTo(HistoryEntry? other)
    {
        if (other is null) return 1;
        var byStart = Start.CompareTo(other.Start);
        return byStart != 0 ? byStart : Id.CompareTo(other.Id);
    }

    public static bool operator <(HistoryEntry left, HistoryEntry right) => left.CompareTo(right) < 0;

    public static bool operator >(HistoryEntry left, HistoryEntry right) => left.CompareTo(right) > 0;

    public static bool operator <=(HistoryEntry left, HistoryEntry right) => left.CompareTo(right) <= 0;

    public static bool operator >=(HistoryEntry left, HistoryEntry right) => left.CompareTo(right) >= 0;

    /// <summary>To the microsecond, as files hold it: an order must not change by being written and read.</summary>
    internal static DateTimeOffset Precise(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Half a surrogate pair becomes U+FFFD, as it would in a file.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static int Reliably(ExecutionRecord record) => record switch
    {
        { Deviated: true } => 0,
        { Status: "failed" } => 1,
        { Status: "completed" } => 2,
        _ => 0,
    };
}
