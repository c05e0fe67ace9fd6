using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>An edit as a pull request of its own, from a branch that only this comment has.</summary>
internal sealed class EditProposal(GitHubRepository repository, GitHubIdentity self, EditRepository opened, EditBook book, string host, TimeProvider clock, PullRequestEdit edit)
{
    private readonly string branch = FormattableString.Invariant($"reliably/{edit.What.Verb}-{edit.Comment}");

    /// <summary>Opens it, or finds the one that is there.</summary>
    /// <param name="onto">The branch that it goes to, and is made on top of.</param>
    /// <param name="why">Why it is a pull request of its own, as a sentence.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<PullRequestEditAnswer> OpenAsync(string onto, string why, CancellationToken stop)
    {
        if (await FindAsync(stop) is { } there) return there;
        if (await opened.Mirror.FetchAsync(onto, stop) is not { } tip) return new PullRequestEditAnswer.Refused($"The branch '{onto}' is not there.", null);
        var (write, refused) = await opened.DecideAsync(edit.What, tip, stop);
        if (write is null) return refused;
        if (await PushAsync(write, tip, stop) is { } unpushed) return unpushed;
        try
        {
            var made = await repository.OpenPullRequestAsync(new(EditMessage.Title(write), branch, onto, EditMessage.OfPullRequest(write, edit.Actor, edit.Number, why)), stop);
            return new PullRequestEditAnswer.Opened(made.Number, made.HtmlUrl ?? "", write.Path);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.Refused && exception.Status == System.Net.HttpStatusCode.UnprocessableEntity)
        {
            // Opened already by a request whose answer was lost.
            return await FindAsync(stop) ?? new PullRequestEditAnswer.Refused($"GitHub opened no pull request from '{branch}'. {exception.Message}", "Open one from that branch.");
        }
    }

    /// <summary>The commit.</summary>
    public CommitDraft Draft(EditDecision.Write write, CommitSha parent, (string Name, string Email) author) => new()
    {
        Parent = parent,
        Files = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(write.Path, Encoding.UTF8.GetString(write.Content.Span)),
        Message = EditMessage.OfCommit(write, edit.Actor, edit.Number, edit.Comment),
        Author = author,
        Now = clock.GetUtcNow(),
    };

    /// <summary>We, by the address at which GitHub knows the account. Source: https://docs.github.com/account-and-profile/reference/email-addresses-reference#your-noreply-email-address</summary>
    public async Task<(string Name, string Email)> AuthorAsync(CancellationToken stop)
    {
        var account = await repository.AccountAsync(self.Login, stop);
        return (self.Login, FormattableString.Invariant($"{account.Id}+{self.Login}@users.noreply.{host}"));
    }

    /// <summary>The one that is there, open or not; null where none was opened.</summary>
    public async Task<PullRequestEditAnswer?> FindAsync(CancellationToken stop)
    {
        var path = book.Find(edit.Comment)?.Path;
        var pulls = path is null ? [] : await repository.PullRequestsFromAsync(branch, stop);
        return pulls.FirstOrDefault(one => one.User?.Login == self.Login) is { } there ? new PullRequestEditAnswer.Opened(there.Number, there.HtmlUrl ?? "", path!) : null;
    }

    /// <summary>Makes the branch, unless it stands where we pushed it before.</summary>
    private async Task<PullRequestEditAnswer.Refused?> PushAsync(EditDecision.Write write, CommitSha tip, CancellationToken stop)
    {
        if (await opened.Mirror.FetchAsync(branch, stop) is { } there)
            return book.Has(edit.Comment, there) ? null : new($"There is a branch '{branch}' that is not ours.", "Remove it, and write the command again.");
        if (await opened.ObstacleAsync(tip, write, stop) is { } obstacle) return obstacle;
        var commit = await opened.Mirror.CommitAsync(Draft(write, tip, await AuthorAsync(stop)), stop);
        if (commit == tip) return new($"{write.Path} is as asked for already.", null);
        book.Add(edit.Comment, commit, write.Path);
        return await opened.Mirror.PushAsync(commit, branch, stop) switch
        {
            PushOutcome.Pushed => null,
            PushOutcome.Refused refused => new($"The repository does not take the branch '{branch}': {refused.Reason}", "Allow the service to make branches below reliably/."),
            _ => new($"Somebody made a branch '{branch}' just now.", "Remove it, and write the command again."),
        };
    }
}
