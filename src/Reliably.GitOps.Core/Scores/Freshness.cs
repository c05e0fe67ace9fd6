namespace Reliably.GitOps.Scores;

/// <summary>How old evidence is, in words that do not age as fast as a number: over 75 fresh, over 50 good, over 25 old.</summary>
public enum FreshnessBand
{
    /// <summary>There is no evidence.</summary>
    Never,
    TooOld,
    Old,
    Good,
    Fresh,
}

/// <summary>How much evidence is still worth: 100 when it is new, half of it after each half-life, 0 after four (SCORES: Freshness).</summary>
public static class Freshness
{
    /// <summary>From 0 to 100; null where there is no evidence. Evidence from the future (a clock that is behind) is new.</summary>
    /// <param name="newestEvidence">End of the newest execution that has a value.</param>
    /// <param name="halfLife">Time in which half is lost.</param>
    /// <param name="now">The clock.</param>
    public static int? Of(DateTimeOffset? newestEvidence, TimeSpan halfLife, DateTimeOffset now)
    {
        if (newestEvidence is not { } end) return null;
        var age = now - end;
        if (age <= TimeSpan.Zero) return 100;
        if (halfLife <= TimeSpan.Zero || age > 4 * halfLife) return 0;
        return (int)Math.Floor((100 * Math.Pow(2, -(age / halfLife))) + 0.5);
    }

    public static FreshnessBand BandOf(int? freshness) => freshness switch
    {
        null => FreshnessBand.Never,
        > 75 => FreshnessBand.Fresh,
        > 50 => FreshnessBand.Good,
        > 25 => FreshnessBand.Old,
        _ => FreshnessBand.TooOld,
    };

    public static FreshnessBand BandOf(DateTimeOffset? newestEvidence, TimeSpan halfLife, DateTimeOffset now) => BandOf(Of(newestEvidence, halfLife, now));

    /// <summary>The band in words: <c>too old</c>.</summary>
    public static string NameOf(FreshnessBand band) => band switch
    {
        FreshnessBand.Fresh => "fresh",
        FreshnessBand.Good => "good",
        FreshnessBand.Old => "old",
        FreshnessBand.TooOld => "too old",
        _ => "no evidence",
    };
}
