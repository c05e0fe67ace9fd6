namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY2430 and on: what a run may take of the machine, and under whose name.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule LimitNeverReached { get; } = new(
        "RLY2430", Severity.Warning, "An activity may take {0} and the whole run {1}, so this limit is never reached.", "Shorten it, or leave it out.");
}
