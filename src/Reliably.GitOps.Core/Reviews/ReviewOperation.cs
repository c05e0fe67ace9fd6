using System.Collections.Immutable;

namespace Reliably.GitOps.Reviews;

/// <summary>One write that brings the forge to what a review says. Done twice, the second finds nothing to do.</summary>
public abstract record ReviewOperation
{
    private ReviewOperation()
    {
    }

    /// <summary>Makes the check run of the head.</summary>
    /// <param name="Annotations">The first of them.</param>
    /// <param name="Completes">There are no more: it gets its conclusion at once.</param>
    public sealed record CreateCheck(ImmutableArray<CheckAnnotation> Annotations, bool Completes) : ReviewOperation;

    /// <summary>Adds annotations to a check run, and lets it say what the review says now.</summary>
    /// <param name="Check">Which; null for the one that was just made.</param>
    /// <param name="Annotations">The next of them.</param>
    /// <param name="Completes">These are the last: it gets its conclusion.</param>
    public sealed record ExtendCheck(long? Check, ImmutableArray<CheckAnnotation> Annotations, bool Completes) : ReviewOperation;

    /// <summary>Sets the commit status of the head, where checks may not be written.</summary>
    public sealed record SetStatus : ReviewOperation;

    /// <summary>Writes fixes at the lines of the change, in the one review that a head gets. Where the forge does not take it, they are patches in the comment.</summary>
    public sealed record Suggest(ImmutableArray<Suggestion> Suggestions) : ReviewOperation;

    /// <summary>Writes our comment.</summary>
    public sealed record WriteComment(string Body) : ReviewOperation;

    /// <summary>Changes a comment of ours.</summary>
    public sealed record ChangeComment(long Id, string Body) : ReviewOperation;
}
