namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY255x: starters.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule UnusedArgument { get; } = new(
        "RLY2551", Severity.Error, "The argument '{0}' stands nowhere in the activity.", "Write ${{0}} where it belongs, or remove it from 'arguments:'.");

    public static DiagnosticRule UndeclaredPlaceholder { get; } = new("RLY2552", Severity.Warning, "'${{0}}' is no argument of this starter.", "{1}");

    public static DiagnosticRule UndeclaredArgument { get; } = new("RLY2553", Severity.Error, "The activity passes '{0}', which is no argument of this starter.", "{1}");

    public static DiagnosticRule RequiredNotPassed { get; } = new(
        "RLY2554", Severity.Error, "The argument '{0}' is required, and the activity does not pass it.", "Add '{0}: \"${{0}}\"' under 'arguments:' of the provider.");

    public static DiagnosticRule RequiredWithDefault { get; } = new(
        "RLY2555", Severity.Error, "The argument '{0}' is required, so its default is never taken.", "Remove one of the two.");

    public static DiagnosticRule RollbackIsProbe { get; } = new(
        "RLY2556", Severity.Error, "The rollback '{0}' is a probe: it observes, and undoes nothing.", "Name an action, or move '{0}' to 'related:'.");

    public static DiagnosticRule ProbeWithRollback { get; } = new(
        "RLY2557", Severity.Warning, "A probe changes nothing, so there is nothing to roll back.", "Remove 'rollback:', or move the name to 'related:'.");
}
