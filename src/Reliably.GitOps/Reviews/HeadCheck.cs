using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Reviews;

/// <summary>Brings the check of a commit that belongs to no single pull request, such as that of a merge queue, to what its review says. There is nobody to write a comment to.</summary>
internal sealed class HeadCheck(GitHubRepository repository, GitHubAddress address, GitHubIdentity self, Quarantine quarantine, TimeProvider clock)
{
    /// <summary>Whether the service made a change of reports, by its own books.</summary>
    public Func<ReportStep, bool> IsOwn { get; init; } = static _ => false;

    /// <summary>The verdict, where something was written; null where it stood there already.</summary>
    /// <param name="onto">Full name of the branch that it goes to.</param>
    /// <param name="name">Full name of the reference that is to be merged.</param>
    /// <param name="again">The check run that somebody asked to run again.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="GitHubException">GitHub did not do what it was asked.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read.</exception>
    public async Task<(CommitSha Head, ReviewVerdict? Verdict)> ReviewAsync(string onto, string name, long? again, CancellationToken stop)
    {
        await using var change = await quarantine.FetchAsync(onto, name, stop);
        var input = await new ChangeReading(change.Scratch, static _ => null) { IsOwn = IsOwn }.ReadAsync(change.Base, change.Head, ReviewAddresses.Of(address, repository, change.Head), clock.GetUtcNow(), stop);
        var review = Review.Decide(input);
        var posts = new PostedReviews(repository, self);
        var posted = await posts.WithAnnotationsAsync(await posts.ReadChecksAsync(change.Head, again, stop), review.Check, stop);
        var operations = ReviewPosting.DecideCheck(review, posted);
        foreach (var operation in operations) await posts.CarryOutAsync(operation, 0, change.Head, review.Check, stop);
        return (change.Head, operations.IsEmpty ? null : review.Verdict);
    }
}
