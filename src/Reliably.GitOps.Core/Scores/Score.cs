using System.Collections.Immutable;

namespace Reliably.GitOps.Scores;

/// <summary>The letters of a score (SCORES): A at 0.9 or more, B at 0.7, C at 0.5, D below.</summary>
public enum ScoreLetter
{
    A,
    B,
    C,
    D,
}

/// <summary>Where a score is going: the mean of its newer half against that of its older half.</summary>
public enum Trend
{
    Up,
    Level,
    Down,
}

/// <summary>
/// The mean of the newest ten or fewer executions that have a value, counted in whole half-points: a mean of doubles gets the
/// limits of the letters wrong (SCORES: Score).
/// </summary>
public sealed record Score
{
    /// <summary>How many executions a score looks back.</summary>
    public const int Window = 10;

    private const int Grounded = 3;

    /// <summary>0, 1 or 2 for each execution that counts, oldest first; at most ten, at least one.</summary>
    public required ImmutableArray<int> HalfPoints { get; init; }

    public int Count => HalfPoints.Length;

    public int Total => HalfPoints.Sum();

    /// <summary>From 0 to 1.</summary>
    public double Mean => Total / (2.0 * Count);

    public ScoreLetter Letter => LetterOf(Total, 2L * Count);

    /// <summary>Fewer than three executions: drawn hollow, opens no gate.</summary>
    public bool Provisional => Count < Grounded;

    /// <summary>Null below four executions.</summary>
    public Trend? Trend => Count < 4 ? null : TrendOf(HalfPoints);

    /// <summary>The score of values ordered from old to new; null where there are none.</summary>
    public static Score? Of(IEnumerable<int> halfPoints)
    {
        var newest = halfPoints.TakeLast(Window).ToImmutableArray();
        return newest.IsEmpty ? null : new() { HalfPoints = newest };
    }

    /// <summary>The letter of an exact fraction.</summary>
    internal static ScoreLetter LetterOf(long points, long outOf) => (10 * points) switch
    {
        var tenths when tenths >= 9 * outOf => ScoreLetter.A,
        var tenths when tenths >= 7 * outOf => ScoreLetter.B,
        var tenths when tenths >= 5 * outOf => ScoreLetter.C,
        _ => ScoreLetter.D,
    };

    public bool Equals(Score? other) => other is not null && HalfPoints.AsSpan().SequenceEqual(other.HalfPoints.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Count, Total);

    /// <summary>With an odd number, the one in the middle is in neither half. ±0.2 of a mean of h values are 2h/5 half-points.</summary>
    private static Trend TrendOf(ImmutableArray<int> values)
    {
        var half = values.Length / 2;
        var change = 5 * (values.TakeLast(half).Sum() - values.Take(half).Sum());
        return change >= 2 * half ? Scores.Trend.Up : change <= -2 * half ? Scores.Trend.Down : Scores.Trend.Level;
    }
}
