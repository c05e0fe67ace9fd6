namespace Reliably.GitOps.GitHub;

/// <summary>
/// Keeps writes below GitHub's limits of content: 80 a minute and 500 an hour, and, when there are many, a second apart and one at a time.
/// Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
/// </summary>
internal sealed class WritePace(TimeProvider clock)
{
    /// <summary>Writes in a minute before they are spread out.</summary>
    private const int Burst = 20;
    private const int MostInMinute = 80;
    private const int MostInHour = 500;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly List<DateTimeOffset> taken = [];

    /// <summary>Takes the next place, unless it is too far away: then the work is better put off.</summary>
    /// <param name="longest">How long the caller would wait.</param>
    /// <param name="wait">How long it is until the place.</param>
    public bool TryTake(TimeSpan longest, out TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            while (taken.Count > 0 && taken[0] <= now - TimeSpan.FromHours(1)) taken.RemoveAt(0);
            var place = now;
            if (taken.Count >= MostInHour) place = Later(place, taken[^MostInHour] + TimeSpan.FromHours(1));
            if (taken.Count >= MostInMinute) place = Later(place, taken[^MostInMinute] + TimeSpan.FromMinutes(1));
            if (taken.Count >= Burst && taken[^Burst] > place - TimeSpan.FromMinutes(1)) place = Later(place, taken[^1] + Apart);
            wait = place - now;
            if (wait > longest) return false;
            taken.Add(place);
            return true;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
