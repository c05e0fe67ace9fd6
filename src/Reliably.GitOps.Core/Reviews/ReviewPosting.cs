using System.Collections.Immutable;

namespace Reliably.GitOps.Reviews;

/// <summary>What is left to write so that the forge shows a review: one check run on the head that tells the truth, one comment. Nothing, when it shows it already.</summary>
public static class ReviewPosting
{
    /// <summary>As many as GitHub takes in one request.</summary>
    public const int AnnotationsOfRequest = 50;

    /// <summary>The writes, in order: the check first, which people wait for, and the comment last, which says what became of the suggestions.</summary>
    public static ImmutableArray<ReviewOperation> Decide(Review review, PostedReview posted) =>
        [.. OfCheck(review.Check, posted), .. OfSuggestions(review, posted), .. OfComment(review, posted)];

    /// <summary>
    /// The review as this forge can show it. New suggestions for a head that has its review already would be noise, and those that the forge
    /// refused before would be refused again: they are patches in the comment.
    /// </summary>
    public static Review Fit(ReviewInput input, PostedReview posted)
    {
        var review = Review.Decide(input);
        if (NewSuggestions(review, posted).IsEmpty) return review;
        var patched = WithPatches(input, review, posted);
        return posted.IsHeadSuggested || Ours(posted).FirstOrDefault() is { } comment && ReviewComment.HashIn(comment.Body) == patched.Comment.Hash ? patched : review;
    }

    /// <summary>The review with its new suggestions as patches in the comment.</summary>
    public static Review WithPatches(ReviewInput input, Review review, PostedReview posted) =>
        Review.Decide(input with { Withheld = [.. NewSuggestions(review, posted).Select(static one => one.Hash)] });

    private static ImmutableArray<Suggestion> NewSuggestions(Review review, PostedReview posted) =>
        [.. review.Suggestions.Where(one => one.IsInDiff && !posted.Suggested.Contains(one.Hash))];

    private static IEnumerable<ReviewOperation> OfSuggestions(Review review, PostedReview posted)
    {
        if (!posted.IsHeadSuggested && NewSuggestions(review, posted) is { IsEmpty: false } suggestions) yield return new ReviewOperation.Suggest(suggestions);
    }

    /// <summary>The writes of a commit that has a check and no pull request of its own.</summary>
    public static ImmutableArray<ReviewOperation> DecideCheck(Review review, PostedReview posted) => [.. OfCheck(review.Check, posted)];

    private static IEnumerable<ReviewOperation> OfCheck(CheckOutput check, PostedReview posted)
    {
        if (!posted.WithChecks) return posted.Status == new PostedStatus(check.IsGood, check.Status) ? [] : [new ReviewOperation.SetStatus()];
        if (Newest(posted) is not { } newest) return Written(check, null, 0);
        if (newest.Content == check.Content) return newest.IsCompleted && newest.Annotations >= check.Annotations.Length ? [] : Written(check, newest.Id, newest.Annotations);

        // In one request or not at all: what is cut off in the middle could not be told from a run that says something else.
        return Missing(check, newest) is { Length: <= AnnotationsOfRequest } missing ? [new ReviewOperation.ExtendCheck(newest.Id, missing, Completes: true)] : Written(check, null, 0);
    }

    /// <summary>The check run that may be brought to say this, if it shows nothing else; whether it does, its annotations tell. Null where nothing hangs on them.</summary>
    public static long? ToRead(CheckOutput check, PostedReview posted) =>
        posted.WithChecks && Newest(posted) is { Standing: null, Annotations: > 0 } newest && newest.Content != check.Content && newest.Annotations <= check.Annotations.Length ? newest.Id : null;

    /// <summary>The run that the forge shows of ours; null where there is none, or where somebody wants another one.</summary>
    private static PostedCheck? Newest(PostedReview posted) => posted.Checks.MaxBy(static one => one.Id) is { } newest && !(newest.Id <= posted.Again) ? newest : null;

    /// <summary>What a run lacks; null where it shows what does not hold any more, or where that is not known: annotations cannot be taken back.</summary>
    private static ImmutableArray<CheckAnnotation>? Missing(CheckOutput check, PostedCheck run)
    {
        var missing = check.Annotations.ToList();
        if (run.Annotations == 0) return [.. missing];
        return run.Standing is { } standing && standing.Length == run.Annotations && standing.All(missing.Remove) ? [.. missing] : null;
    }

    /// <summary>A check run that was left half-written goes on after the annotations it has.</summary>
    private static IEnumerable<ReviewOperation> Written(CheckOutput check, long? id, int from)
    {
        var isNew = id is null;
        do
        {
            var page = check.Annotations.Skip(from).Take(AnnotationsOfRequest).ToImmutableArray();
            from += page.Length;
            var completes = from >= check.Annotations.Length;
            yield return isNew ? new ReviewOperation.CreateCheck(page, completes) : new ReviewOperation.ExtendCheck(id, page, completes);
            isNew = false;
        }
        while (from < check.Annotations.Length);
    }

    /// <summary>The oldest of ours is kept up to date; where a race made a second one, it is folded to a line that leads there.</summary>
    public static IEnumerable<ReviewOperation> OfComment(Review review, PostedReview posted)
    {
        var ours = Ours(posted).ToList();
        if (ours is not [var kept, .. var others])
        {
            // A pull request that has nothing to do with us is left in peace: its check says so.
            if (review.Verdict.Conclusion != ReviewConclusion.Neutral) yield return new ReviewOperation.WriteComment(review.Comment.Body);
            yield break;
        }

        if (ReviewComment.HashIn(kept.Body) != review.Comment.Hash) yield return new ReviewOperation.ChangeComment(kept.Id, review.Comment.Body);
        foreach (var other in others)
        {
            var folded = ReviewComment.Folded(kept.Url);
            if (other.Body != folded) yield return new ReviewOperation.ChangeComment(other.Id, folded);
        }
    }

    /// <summary>Our comments, the oldest first.</summary>
    private static IEnumerable<PostedComment> Ours(PostedReview posted) =>
        posted.Comments.Where(comment => comment.Author == posted.Self && ReviewComment.HashIn(comment.Body) is not null).OrderBy(static comment => comment.Id);
}
