using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Reviews;

/// <summary>How a look at a pull request ended.</summary>
internal enum ReviewOutcome
{
    /// <summary>The forge shows the review of this head.</summary>
    Posted,

    /// <summary>The forge showed it already.</summary>
    Unchanged,

    /// <summary>The pull request is closed, or its repository is archived: nothing is written there.</summary>
    Stale,

    /// <summary>The head moved while we looked, or git does not have it yet: it is to be looked at again.</summary>
    Moved,
}

/// <summary>
/// Reviews a pull request on GitHub. It looks at everything anew, so it may be started at any time, any number of times, and after a crash at
/// any step: what is shown already is not written again (PR-BOT: Event to effect).
/// </summary>
/// <param name="repository">The repository on GitHub.</param>
/// <param name="address">Where GitHub lives.</param>
/// <param name="self">Who we are there.</param>
/// <param name="quarantine">Brings the commits here.</param>
/// <param name="clock">The clock.</param>
/// <param name="report">Takes what an operator should read.</param>
internal sealed class PullRequestReview(GitHubRepository repository, GitHubAddress address, GitHubIdentity self, Quarantine quarantine, TimeProvider clock, Action<string> report)
{
    private readonly ReadBase known = new();

    /// <summary>The newest commit of a branch of reports; null where it is not known.</summary>
    public Func<string, CommitSha?> Reports { get; init; } = static _ => null;

    /// <summary>The commit that holds the reports of a branch while they wait in a pull request; null where none do.</summary>
    public Func<string, CommitSha?> Waiting { get; init; } = static _ => null;

    /// <summary>Whether the service made a change of reports, by its own books.</summary>
    public Func<ReportStep, bool> IsOwn { get; init; } = static _ => false;

    /// <summary>The server grants runs on pull requests of this repository.</summary>
    public bool OffersRuns { get; init; }

    /// <summary>Told of each review that the forge shows now, with the branch that the change goes to.</summary>
    public Action<int, ReviewedChange>? Shown { get; init; }

    /// <summary>Reviews one pull request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="again">The check run that somebody asked to run again: a later one is made even where it says the same.</param>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read.</exception>
    public async Task<ReviewOutcome> ReviewAsync(int number, CancellationToken stop, long? again = null)
    {
        var pull = await repository.PullRequestAsync(number, stop);
        if (pull.State != "open" || (await repository.GetAsync(stop)).Archived) return ReviewOutcome.Stale;
        var input = await ReadAsync(number, pull.Base.Ref, stop);
        if (input.Head.Value != pull.Head.Sha) return ReviewOutcome.Moved;
        var posts = new PostedReviews(repository, self);
        var posted = await posts.ReadAsync(number, input.Head, again, stop);
        var review = ReviewPosting.Fit(input, posted);
        review = review with { Check = await SharedAsync(pull, review.Check, stop) };
        posted = await posts.WithAnnotationsAsync(posted, review.Check, stop);
        var waiting = new Queue<ReviewOperation>(ReviewPosting.Decide(review, posted));
        var outcome = waiting.Count == 0 ? ReviewOutcome.Unchanged : ReviewOutcome.Posted;
        while (waiting.TryDequeue(out var operation))
        {
            if (await DriftAsync(number, input.Head, stop) is { } drift) return drift;
            try
            {
                await posts.CarryOutAsync(operation, number, input.Head, review.Check, stop);
            }
            catch (GitHubException exception) when (operation is ReviewOperation.Suggest && exception.Failure is (GitHubFailure.Refused or GitHubFailure.Forbidden))
            {
                report($"{repository.FullName}#{number}: the suggestions stand in the comment as patches, for GitHub took no review. {exception.Message}");
                waiting = new(ReviewPosting.OfComment(ReviewPosting.WithPatches(input, review, posted), posted));
            }
        }

        Shown?.Invoke(number, new(input, review, pull.Base.Ref, outcome));
        return outcome;
    }

    /// <summary>The check of the head, which may be that of other open pull requests too, onto other branches.</summary>
    private async Task<CheckOutput> SharedAsync(GitHub.Wire.PullRequest pull, CheckOutput own, CancellationToken stop)
    {
        var same = (await repository.OpenPullRequestsAsync(stop)).Where(one => one.Head.Sha == pull.Head.Sha).ToList();
        var others = ImmutableArray.CreateBuilder<BranchCheck>();
        foreach (var branch in same.Where(one => one.Base.Ref != pull.Base.Ref).GroupBy(static one => one.Base.Ref, StringComparer.Ordinal))
        {
            var number = branch.Min(static one => one.Number);
            var input = await ReadAsync(number, branch.Key, stop);
            if (input.Head.Value == pull.Head.Sha) others.Add(new(number, branch.Key, Review.Decide(input).Check));
        }

        var oldest = same.Where(one => one.Base.Ref == pull.Base.Ref).Select(static one => one.Number).Append(pull.Number).Min();
        return SharedCheck.Of(new(oldest, pull.Base.Ref, own), others.ToImmutable());
    }

    private async Task<ReviewInput> ReadAsync(int number, string branch, CancellationToken stop)
    {
        await using var change = await quarantine.FetchAsync("refs/heads/" + branch, FormattableString.Invariant($"refs/pull/{number}/head"), stop);
        return await new ChangeReading(change.Scratch, Reports, known) { IsOwn = IsOwn, Waiting = Waiting(branch) }
            .ReadAsync(change.Base, change.Head, ReviewAddresses.Of(address, repository, change.Head, OffersRuns), clock.GetUtcNow(), stop);
    }

    /// <summary>Why what we are about to write is not about the pull request any more; null where it is.</summary>
    private async Task<ReviewOutcome?> DriftAsync(int number, CommitSha head, CancellationToken stop)
    {
        var now = await repository.PullRequestAsync(number, stop);
        return now.State != "open" ? ReviewOutcome.Stale : now.Head.Sha != head.Value ? ReviewOutcome.Moved : null;
    }
}

/// <summary>A review that the forge shows.</summary>
/// <param name="Input">What it was decided from.</param>
/// <param name="Review">What it says.</param>
/// <param name="Branch">Where the change goes.</param>
/// <param name="Outcome">Whether it was written now, or stood there already.</param>
internal sealed record ReviewedChange(ReviewInput Input, Review Review, string Branch, ReviewOutcome Outcome);
