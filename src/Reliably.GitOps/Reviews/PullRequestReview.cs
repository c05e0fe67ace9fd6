using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Reviews;

/// <summary>How a look at a pull request ended.</summary>
internal enum ReviewOutcome
{
    /// <summary>The forge shows the review of this head.</summary>
    Posted,

    /// <summary>The forge showed it already.</summary>
    Unchanged,

    /// <summary>The head moved, or the pull request was closed, while we looked: the next event, or the next look, finds it again.</summary>
    Stale,
}

/// <summary>
/// Reviews a pull request on GitHub. It looks at everything anew, so it may be started at any time, any number of times, and after a crash at
/// any step: what is shown already is not written again (PR-BOT: Event to effect).
/// </summary>
/// <param name="repository">The repository on GitHub.</param>
/// <param name="address">Where GitHub lives.</param>
/// <param name="self">Who we are there.</param>
/// <param name="git">Runs git.</param>
/// <param name="folder">Folder of our own for the objects of this repository and, while git fetches, the token.</param>
/// <param name="clock">The clock.</param>
/// <param name="report">Takes what an operator should read.</param>
internal sealed class PullRequestReview(GitHubRepository repository, GitHubAddress address, GitHubIdentity self, GitCli git, string folder, TimeProvider clock, Action<string> report)
{
    private readonly PostedReviews posts = new(repository, self);

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
        if (input.Head.Value != pull.Head.Sha) return ReviewOutcome.Stale;
        var posted = await posts.ReadAsync(number, input.Head, again, stop);
        var review = ReviewPosting.Fit(input, posted);
        var waiting = new Queue<ReviewOperation>(ReviewPosting.Decide(review, posted));
        if (waiting.Count == 0) return ReviewOutcome.Unchanged;
        while (waiting.TryDequeue(out var operation))
        {
            if (!await IsCurrentAsync(number, input.Head, stop)) return ReviewOutcome.Stale;
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

        return ReviewOutcome.Posted;
    }

    private async Task<ReviewInput> ReadAsync(int number, string branch, CancellationToken stop)
    {
        var credentials = Path.Combine(folder, "token");
        Directory.CreateDirectory(folder);
        try
        {
            await WriteTokenAsync(credentials, stop);
            var remote = GitRemote.Create(new Uri(address.Web, repository.FullName + ".git").AbsoluteUri, credentials, folder);
            var (scratch, onto, head) = await ScratchRepository.FetchAsync(
                git, remote, ("refs/heads/" + branch, FormattableString.Invariant($"refs/pull/{number}/head")), Path.Combine(folder, "objects.git"), stop);
            await using (scratch)
            {
                var links = new ReviewLinks
                {
                    Docs = DiagnosticPages.Docs,
                    Files = new Uri(address.Web, $"{repository.FullName}/blob/{head.Value}/").AbsoluteUri,
                    TakesCommands = true,
                };
                return await new ChangeReading(scratch, static _ => null).ReadAsync(onto, head, links, clock.GetUtcNow(), stop);
            }
        }
        finally
        {
            File.Delete(credentials);
        }
    }

    /// <summary>Git asks for the token by a program that reads this file: it is never an argument, nor part of an address.</summary>
    private async Task WriteTokenAsync(string path, CancellationToken stop)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync((await repository.TokenAsync(stop)).AsMemory(), stop);
    }

    /// <summary>Whether what we are about to write is still about the pull request as it is.</summary>
    private async Task<bool> IsCurrentAsync(int number, CommitSha head, CancellationToken stop) =>
        await repository.PullRequestAsync(number, stop) is { State: "open" } now && now.Head.Sha == head.Value;
}
