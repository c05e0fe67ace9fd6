using System.Globalization;

namespace Reliably.GitOps.Schedules;

/// <summary>When a day's upkeep is due: once in each day (UTC), by the service's clock. The day is on disk, so a restart does not repeat it.</summary>
internal sealed class DailyRound(string file, TimeProvider clock)
{
    private const string Form = "yyyy-MM-dd";
    private string? done = File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    public string Today => clock.GetUtcNow().UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public bool IsDue => done != Today;

    /// <summary>Now, where it is due; else the next midnight.</summary>
    public DateTimeOffset NotBefore => IsDue ? clock.GetUtcNow() : new(clock.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    public void Done(string day)
    {
        if (done == day) return;
        DurableFile.Replace(file, day + "\n");
        done = day;
    }
}
