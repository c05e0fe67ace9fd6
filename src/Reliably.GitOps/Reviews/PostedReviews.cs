using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using CheckRunDraft = Reliably.GitOps.GitHub.Wire.CheckRunDraft;

namespace Reliably.GitOps.Reviews;

/// <summary>What GitHub shows of our reviews, and what is written there.</summary>
internal sealed class PostedReviews(GitHubRepository repository, string self)
{
    private long made;

    public async Task<PostedReview> ReadAsync(int number, CommitSha head, CancellationToken stop)
    {
        var runs = await repository.CheckRunsAsync(head.Value, CheckOutput.Name, stop);
        var comments = await repository.CommentsAsync(number, stop);
        return new()
        {
            Self = self,
            Checks = [.. runs.Where(run => run.App?.Slug + "[bot]" == self).Select(static run => new PostedCheck(run.Id, run.ExternalId, run.Status == "completed", run.Output?.AnnotationsCount ?? 0))],
            Comments = [.. comments.Select(static one => new PostedComment(one.Id, one.User?.Login ?? "", one.Body ?? "", one.HtmlUrl ?? ""))],
        };
    }

    public async Task CarryOutAsync(ReviewOperation operation, int number, CommitSha head, CheckOutput check, CancellationToken stop)
    {
        switch (operation)
        {
            case ReviewOperation.CreateCheck create:
                var draft = Draft(check, create.Annotations, create.Completes) with { Name = CheckOutput.Name, HeadSha = head.Value, ExternalId = check.Content };
                made = (await repository.CreateCheckRunAsync(draft, stop)).Id;
                break;
            case ReviewOperation.ExtendCheck extend:
                await repository.ChangeCheckRunAsync(extend.Check ?? made, Draft(check, extend.Annotations, extend.Completes), stop);
                break;
            case ReviewOperation.SetStatus:
                var state = check.Conclusion is ReviewConclusion.Success or ReviewConclusion.Neutral ? "success" : "failure";
                await repository.SetStatusAsync(head.Value, new(state, CheckOutput.Name, check.Status), stop);
                break;
            case ReviewOperation.WriteComment write:
                await repository.WriteCommentAsync(number, write.Body, stop);
                break;
            case ReviewOperation.ChangeComment change:
                await repository.ChangeCommentAsync(change.Id, change.Body, stop);
                break;
        }
    }

    private static CheckRunDraft Draft(CheckOutput check, ImmutableArray<CheckAnnotation> annotations, bool completes) => new()
    {
        Status = completes ? "completed" : "in_progress",
        Conclusion = completes ? ReviewText.NameOf(check.Conclusion) : null,
        Output = new(check.Title, check.Summary, Annotations: annotations.IsEmpty ? null : [.. annotations.Select(Written)]),
    };

    private static GitHub.Wire.CheckAnnotation Written(CheckAnnotation one) =>
        new(one.Path, one.StartLine, one.EndLine, ReviewText.LevelOf(one.Severity), one.Message, one.Title, one.StartColumn, one.EndColumn);
}
