namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// RLY28xx: what can be run and is worth a second look. RLY29xx: arguments of functions that the starters know. <c>validation: ignore</c> in
/// <c>reliably.yaml</c> turns each off.
/// </summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule NothingVerified { get; } = new(
        "RLY2801", Severity.Warning, "Nothing is verified: {0}.", "Say under 'steady-state-hypothesis:' what must hold before and after.");

    public static DiagnosticRule NotUndone { get; } = new(
        "RLY2802", Severity.Info, "'{0}' is not undone.", "The starter '{1}' undoes it; add it under 'rollbacks:'.");

    public static DiagnosticRule NoTimeout { get; } = new(
        "RLY2803", Severity.Info, "'{0}' has no timeout, so the run waits for it without end.", "{1}");

    public static DiagnosticRule UnboundedSelector { get; } = new("RLY2804", Severity.Warning, "This takes {0}.", "{1}");

    public static DiagnosticRule CannotFail { get; } = new("RLY2805", Severity.Warning, "This tolerance is always met: {0}.", "{1}");

    public static DiagnosticRule LeftBehind { get; } = new(
        "RLY2806", Severity.Warning, "The shell leaves '{0}' running in the background: the run neither waits for it nor ends it.",
        "Take out the '&' and write 'background: true' beside 'provider:', or end it under 'rollbacks:'.");

    public static DiagnosticRule BackgroundForNothing { get; } = new("RLY2807", Severity.Info, "'background' changes nothing here: {0}.", "{1}");

    public static DiagnosticRule PlainCredentials { get; } = new(
        "RLY2808", Severity.Warning, "{0} over http://, where anybody on the way can read it.", "Use https://.");

    public static DiagnosticRule CannotIgnore { get; } = new("RLY2810", Severity.Error, "'{0}' cannot be ignored: {1}.", "{2}");

    public static DiagnosticRule UnknownArgument { get; } = new("RLY2901", Severity.Warning, "'{0}' is no argument of {1}.", "{2}");

    public static DiagnosticRule MissingArgument { get; } = new("RLY2902", Severity.Warning, "{0} needs the argument '{1}'.", "{2}");

    public static DiagnosticRule WrongArgument { get; } = new("RLY2903", Severity.Warning, "'{0}' of {1} must be {2}, not {3}.", "{4}");
}
