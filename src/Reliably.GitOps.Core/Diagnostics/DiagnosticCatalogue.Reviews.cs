namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY232x: what a review finds in a change rather than in a document.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule MergeConflict { get; } = new(
        "RLY2320", Severity.Error, "'{0}' cannot be merged: both sides changed the same lines.", "Merge or rebase onto the base branch and resolve the conflict; until then the head's own text is reviewed.");

    public static DiagnosticRule ReportChanged { get; } = new(
        "RLY2321", Severity.Error, "'{0}' is written by the service alone: history that somebody edits proves nothing.", "Take the change of reports/ back: 'git checkout <base> -- reports'.");
}
