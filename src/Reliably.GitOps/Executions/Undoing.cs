using System.Collections.Immutable;

namespace Reliably.GitOps.Executions;

/// <summary>What became of the rollbacks of an execution that its service did not survive.</summary>
/// <param name="Sentence">The same in a sentence, for the verdict's reason.</param>
/// <param name="Events">Each rollback that was played, and why others were not.</param>
internal sealed record Undoing(string Sentence, ImmutableArray<ExecutionEvent> Events)
{
    /// <summary>There was nothing to undo.</summary>
    public static Undoing Nothing { get; } = new("It has no rollbacks.", []);
}
