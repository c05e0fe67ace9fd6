using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>Our second comment on GitHub, with the answers to commands.</summary>
internal sealed class PostedReplies(GitHubRepository repository, string self)
{
    /// <summary>Shows an answer, once. The oldest comment of ours is kept up to date; where a race made a second one, it is folded. False where we may not write.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does it.</exception>
    public async Task<bool> ShowAsync(int number, CommandComment comment, CommandReply reply, CancellationToken stop)
    {
        var ours = (await repository.CommentsAsync(number, stop)).Where(one => one.User?.Login == self && CommandReplies.Is(one.Body ?? "")).OrderBy(static one => one.Id).ToList();
        var kept = ours.FirstOrDefault();
        var body = CommandReplies.With(kept?.Body, comment, CommandGrammar.FirstLine(comment.Body) ?? "", reply);
        try
        {
            if (kept is null) await repository.WriteCommentAsync(number, body, stop);
            else if (kept.Body != body) await repository.ChangeCommentAsync(kept.Id, body, stop);
            foreach (var other in ours.Skip(1))
            {
                var folded = CommandReplies.Folded(kept!.HtmlUrl ?? "");
                if (other.Body != folded) await repository.ChangeCommentAsync(other.Id, folded, stop);
            }

            return true;
        }
        catch (GitHubException exception) when (exception.Failure is GitHubFailure.Forbidden or GitHubFailure.Refused)
        {
            return false;
        }
    }
}
