using System.Collections.Immutable;

namespace Reliably.GitOps.Reviews;

/// <summary>What the forge shows of a pull request now, as far as it can be ours.</summary>
public sealed record PostedReview
{
    /// <summary>Who we are there: only what we wrote is ever changed, whatever it looks like.</summary>
    public required string Self { get; init; }

    /// <summary>All comments, of all pages.</summary>
    public ImmutableArray<PostedComment> Comments { get; init; } = [];

    /// <summary>The check runs of the head that are ours, with the name of the check.</summary>
    public ImmutableArray<PostedCheck> Checks { get; init; } = [];

    /// <summary>False with a personal token, which may not write checks: a commit status stands in.</summary>
    public bool WithChecks { get; init; } = true;

    /// <summary>Our newest commit status of the head; null where there is none. Counts without checks only.</summary>
    public PostedStatus? Status { get; init; }

    /// <summary>The check run that somebody asked to run again: only a later one is an answer. Null where nobody did.</summary>
    public long? Again { get; init; }

    /// <summary>Marks of the suggestions that we made on this pull request, at any of its heads: none is made twice.</summary>
    public ImmutableHashSet<string> Suggested { get; init; } = [];

    /// <summary>The head has its review with suggestions.</summary>
    public bool IsHeadSuggested { get; init; }
}

/// <summary>A comment of a pull request.</summary>
/// <param name="Id">The forge's number of it; a later one is larger.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Body">Markdown.</param>
/// <param name="Url">Where it is to be read.</param>
public sealed record PostedComment(long Id, string Author, string Body, string Url);

/// <summary>A check run of the head.</summary>
/// <param name="Id">The forge's number of it; a later one is larger.</param>
/// <param name="Content">What it says, as <see cref="CheckOutput.Content"/> names it; null for a check run that names nothing.</param>
/// <param name="IsCompleted">It has a conclusion.</param>
/// <param name="Annotations">How many annotations it has. Requests add to them.</param>
public sealed record PostedCheck(long Id, string? Content, bool IsCompleted, int Annotations)
{
    /// <summary>The annotations themselves, where they were read: see <see cref="ReviewPosting.ToRead"/>.</summary>
    public ImmutableArray<CheckAnnotation>? Standing { get; init; }
}

/// <summary>A commit status of the head.</summary>
/// <param name="IsGood">The change may be merged.</param>
/// <param name="Description">What it says.</param>
public sealed record PostedStatus(bool IsGood, string Description);
