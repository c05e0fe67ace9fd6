namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY2408 and on: schedules that are well written and do something else than was meant, or nothing.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule PassedInstant { get; } = new(
        "RLY2408", Severity.Info, "{0} has passed: the plan is not due any more.", "Choose a new time, or remove the plan. 'reliably plan trigger' still starts it.");

    public static DiagnosticRule JitterTooLong { get; } = new(
        "RLY2409", Severity.Warning, "A jitter of {0} is not shorter than the {1} between two instants; it is cut, so that no start passes the next instant.", "Shorten the jitter.");

    public static DiagnosticRule EitherDay { get; } = new(
        "RLY2410", Severity.Info, "The plan is due when the day of month or the day of week fits; they need not fit together.", "This is how cron works. If both must fit, no pattern says so.");

    public static DiagnosticRule MonthWithoutDay { get; } = new(
        "RLY2411", Severity.Info, "{0} {1} no such day: the plan is not due then.", "The last day of every month is 'L': \"0 3 L * *\".");

    public static DiagnosticRule InstantTwice { get; } = new(
        "RLY2412", Severity.Info, "{0} comes twice in {1}, because the clock is put back there; the first is taken.", "The second is {2}.");

    public static DiagnosticRule OffsetBesideZone { get; } = new(
        "RLY2413", Severity.Warning, "'{0}' says its own offset, which is not that of {1} then ({2}). The offset counts.", "Leave out one of the two.");

    public static DiagnosticRule WindowsOverlap { get; } = new(
        "RLY2415", Severity.Warning, "The window overlaps the one in line {0}.", "Join the two, or end one where the other begins.");

    public static DiagnosticRule WindowNeverEnds { get; } = new(
        "RLY2416", Severity.Error, "The window begins again before it has ended, so it never ends.", "Shorten 'for', or let the pattern come less often.");

    public static DiagnosticRule OnlyInWindows { get; } = new(
        "RLY2417", Severity.Warning, "The plan is due only within windows in which nothing is to be run, so it never runs.", "Choose another time, or shorten the windows under 'guardrails:' in reliably.yaml.");
}
