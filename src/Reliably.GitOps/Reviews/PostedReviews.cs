using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using CheckRunDraft = Reliably.GitOps.GitHub.Wire.CheckRunDraft;

namespace Reliably.GitOps.Reviews;

/// <summary>What GitHub shows of our reviews, and what is written there.</summary>
internal sealed class PostedReviews(GitHubRepository repository, GitHubIdentity self)
{
    private static readonly GitHub.Wire.CheckAction Again = new("Re-run", "Look at this pull request again", CheckOutput.AgainAction);

    private long made;

    /// <summary>Everything of a pull request that can be ours.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="head">Its head.</param>
    /// <param name="again">The check run that somebody asked to run again.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<PostedReview> ReadAsync(int number, CommitSha head, long? again, CancellationToken stop)
    {
        var comments = await repository.CommentsAsync(number, stop);
        var reviews = await repository.ReviewsAsync(number, stop);
        var suggestions = await repository.ReviewCommentsAsync(number, stop);
        return await ReadChecksAsync(head, again, stop) with
        {
            Comments = [.. comments.Select(static one => new PostedComment(one.Id, one.User?.Login ?? "", one.Body ?? "", one.HtmlUrl ?? ""))],
            Suggested = [.. suggestions.Where(one => IsOurs(one.User)).Select(static one => Suggestion.HashIn(one.Body ?? "")).OfType<string>()],
            IsHeadSuggested = reviews.Any(one => IsOurs(one.User) && one.CommitId == head.Value && one.Body?.StartsWith(Suggestion.ReviewMarker, StringComparison.Ordinal) == true),
        };
    }

    /// <summary>What a commit shows of us, whatever pull request it belongs to.</summary>
    /// <param name="head">The commit.</param>
    /// <param name="again">The check run that somebody asked to run again.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<PostedReview> ReadChecksAsync(CommitSha head, long? again, CancellationToken stop) => new()
    {
        Self = self.Login,
        WithChecks = self.IsApp,
        Checks = self.IsApp ? await ChecksAsync(head, stop) : [],
        Status = self.IsApp ? null : await StatusAsync(head, stop),
        Again = again,
    };

    /// <summary>The same with what has to be known besides, so that it can be decided whether a check run that stands can say something else.</summary>
    public async Task<PostedReview> WithAnnotationsAsync(PostedReview posted, CheckOutput check, CancellationToken stop)
    {
        if (ReviewPosting.ToRead(check, posted) is not { } id) return posted;
        var read = (await repository.AnnotationsAsync(id, stop)).Select(Read).ToList();
        if (read.Contains(null)) return posted;
        var run = posted.Checks.Single(one => one.Id == id);
        return posted with { Checks = posted.Checks.Replace(run, run with { Standing = [.. read.OfType<CheckAnnotation>()] }) };
    }

    public async Task CarryOutAsync(ReviewOperation operation, int number, CommitSha head, CheckOutput check, CancellationToken stop)
    {
        switch (operation)
        {
            case ReviewOperation.CreateCheck create:
                var draft = Draft(check, create.Annotations, create.Completes) with { Name = CheckOutput.Name, HeadSha = head.Value };
                made = (await repository.CreateCheckRunAsync(draft, stop)).Id;
                break;
            case ReviewOperation.ExtendCheck extend:
                await repository.ChangeCheckRunAsync(extend.Check ?? made, Draft(check, extend.Annotations, extend.Completes), stop);
                break;
            case ReviewOperation.SetStatus:
                await repository.SetStatusAsync(head.Value, new(check.IsGood ? "success" : "failure", CheckOutput.Name, check.Status), stop);
                break;
            case ReviewOperation.Suggest suggest:
                await repository.ReviewAsync(number, new(head.Value, Suggestion.Introduction(suggest.Suggestions.Length), [.. suggest.Suggestions.Select(Written)]), stop);
                break;
            case ReviewOperation.WriteComment write:
                await repository.WriteCommentAsync(number, write.Body, stop);
                break;
            case ReviewOperation.ChangeComment change:
                await repository.ChangeCommentAsync(change.Id, change.Body, stop);
                break;
        }
    }

    private async Task<ImmutableArray<PostedCheck>> ChecksAsync(CommitSha head, CancellationToken stop)
    {
        var runs = await repository.CheckRunsAsync(head.Value, CheckOutput.Name, stop);
        return [.. runs.Where(run => run.App?.Slug + "[bot]" == self.Login).Select(static run => new PostedCheck(run.Id, run.ExternalId, run.Status == "completed", run.Output?.AnnotationsCount ?? 0))];
    }

    private async Task<PostedStatus?> StatusAsync(CommitSha head, CancellationToken stop)
    {
        var statuses = await repository.StatusesAsync(head.Value, stop);
        return statuses.Where(one => one.Context == CheckOutput.Name && IsOurs(one.Creator)).MaxBy(static one => one.Id) is { } newest ? new(newest.State == "success", newest.Description ?? "") : null;
    }

    private bool IsOurs(GitHub.Wire.Account? account) => account?.Login == self.Login;

    private static CheckRunDraft Draft(CheckOutput check, ImmutableArray<CheckAnnotation> annotations, bool completes) => new()
    {
        Status = completes ? "completed" : "in_progress",
        Conclusion = completes ? ReviewText.NameOf(check.Conclusion) : null,
        ExternalId = check.Content,
        Output = new(check.Title, check.Summary, Annotations: annotations.IsEmpty ? null : [.. annotations.Select(Written)]),
        Actions = [Again],
    };

    private static GitHub.Wire.CheckAnnotation Written(CheckAnnotation one) =>
        new(one.Path, one.StartLine, one.EndLine, ReviewText.LevelOf(one.Severity), one.Message, one.Title, one.StartColumn, one.EndColumn);

    /// <summary>Null for an annotation that is none of ours.</summary>
    private static CheckAnnotation? Read(GitHub.Wire.CheckAnnotation one) => ReviewText.SeverityOf(one.AnnotationLevel) is not { } severity || one.Title is null ? null : new()
    {
        Path = one.Path,
        StartLine = one.StartLine,
        EndLine = one.EndLine,
        StartColumn = one.StartColumn,
        EndColumn = one.EndColumn,
        Severity = severity,
        Title = one.Title,
        Message = one.Message,
    };

    /// <summary>GitHub wants the last line, and the first one where there are several.</summary>
    private static GitHub.Wire.ReviewCommentDraft Written(Suggestion one) => one.FirstLine == one.LastLine
        ? new(one.Path, one.Body, one.LastLine)
        : new(one.Path, one.Body, one.LastLine, one.FirstLine, StartSide: "RIGHT");
}
