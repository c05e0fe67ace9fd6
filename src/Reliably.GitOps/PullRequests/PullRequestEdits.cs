using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using PullRequest = Reliably.GitOps.GitHub.Wire.PullRequest;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Writes what was asked for in comments: a commit on the pull request's branch, pushed fast-forward; or a pull request of its own, where there is
/// no branch that is ours to write to. Asked twice for one comment, the second time what is there is the answer.
/// </summary>
internal sealed class PullRequestEdits : IDisposable
{
    private const int MostRaces = 10;

    private readonly GitHubRepository repository;
    private readonly GitHubIdentity self;
    private readonly GitCli git;
    private readonly GitRemote remote;
    private readonly string folder;
    private readonly TimeProvider clock;
    private readonly EditBook book;
    private readonly SemaphoreSlim alone = new(1);

    /// <param name="repository">The repository on GitHub.</param>
    /// <param name="self">Who we are there.</param>
    /// <param name="git">Runs git.</param>
    /// <param name="remote">The repository as git reaches it.</param>
    /// <param name="folder">Folder of our own.</param>
    /// <param name="clock">The clock.</param>
    public PullRequestEdits(GitHubRepository repository, GitHubIdentity self, GitCli git, GitRemote remote, string folder, TimeProvider clock)
    {
        (this.repository, this.self, this.git, this.remote, this.folder, this.clock) = (repository, self, git, remote, folder, clock);
        book = new(Path.Combine(folder, "edits"));
    }

    /// <summary>The edits of a repository.</summary>
    public static PullRequestEdits Of(PullRequestSite site) => new(site.Repository, site.Self, site.Git, site.Remote, site.Folder, site.Clock);

    /// <summary>Carries out an edit. Whoever asks has found that the person may write.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The remote cannot be reached or read.</exception>
    public async Task<PullRequestEditAnswer> CommitAsync(PullRequestEdit edit, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            await using var opened = await EditRepository.OpenAsync(git, remote, Path.Combine(folder, "edits.git"), stop);
            var about = await repository.GetAsync(stop);
            if (about.Archived) return new PullRequestEditAnswer.Refused("The repository is archived: nothing can be written there.", null);
            var proposal = new EditProposal(repository, self, opened, book, new Uri(remote.Url).Host, clock, edit);
            if (edit.Head is null) return await proposal.OpenAsync(about.DefaultBranch, "An issue has no branch to write to.", stop);
            var pull = await repository.PullRequestAsync(edit.Number, stop);
            if (await DoneAsync(edit, pull, opened, stop) is { } done) return done;
            if (pull.State != "open") return new PullRequestEditAnswer.Refused("The pull request is closed.", "Open it again, or ask in another one.");
            if (!string.Equals(pull.Head.Repo?.FullName, repository.FullName, StringComparison.OrdinalIgnoreCase))
                return await proposal.OpenAsync(pull.Base.Ref, "The branch of a fork is not ours to write to, so it goes onto the branch that the pull request goes to.", stop);
            return pull.Head.Ref == about.DefaultBranch
                ? await proposal.OpenAsync(pull.Head.Ref, "The pull request comes from the default branch, which is changed by review only.", stop)
                : await OnBranchAsync(edit, pull, proposal, opened, stop);
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>
    /// What became of an edit that was carried out before a crash, whether it might still be asked for or not: our own commit moves the head that it was asked for. Null
    /// where it is not there.
    /// </summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The remote cannot be reached or read.</exception>
    public async Task<PullRequestEditAnswer?> FindAsync(PullRequestEdit edit, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            if (book.Find(edit.Comment) is null) return null;
            await using var opened = await EditRepository.OpenAsync(git, remote, Path.Combine(folder, "edits.git"), stop);
            if (edit.Head is not null && await DoneAsync(edit, await repository.PullRequestAsync(edit.Number, stop), opened, stop) is { } done) return done;
            return await new EditProposal(repository, self, opened, book, new Uri(remote.Url).Host, clock, edit).FindAsync(stop);
        }
        finally
        {
            alone.Release();
        }
    }

    public void Dispose() => alone.Dispose();

    /// <summary>What we pushed for this comment before, if it is in the pull request, whose branch may be gone when it was merged.</summary>
    private async Task<PullRequestEditAnswer?> DoneAsync(PullRequestEdit edit, PullRequest pull, EditRepository opened, CancellationToken stop)
    {
        if (book.Find(edit.Comment) is not var (commit, path)) return null;
        var tip = await opened.Mirror.FetchAsync(pull.Head.Ref, stop) ?? await opened.Mirror.FetchRefAsync(FormattableString.Invariant($"refs/pull/{edit.Number}/head"), stop);
        return tip is { } there && await opened.Mirror.IsAncestorAsync(commit, there, stop) ? new PullRequestEditAnswer.Committed(commit, path) : null;
    }

    private async Task<PullRequestEditAnswer> OnBranchAsync(PullRequestEdit edit, PullRequest pull, EditProposal proposal, EditRepository opened, CancellationToken stop)
    {
        var head = edit.Head!.Value;
        for (var race = 0; race < MostRaces; race++)
        {
            if (await opened.Mirror.FetchAsync(pull.Head.Ref, stop) is not { } tip) return new PullRequestEditAnswer.Refused($"The branch '{pull.Head.Ref}' is not there any more.", null);
            if (!await opened.Mirror.IsAncestorAsync(head, tip, stop)) return Moved();
            var (write, refused) = await opened.DecideAsync(edit.What, tip, stop);
            if (write is null) return refused;

            // Somebody pushed since the comment was bound to its commit: what was asked for is what would be written at either.
            if (tip != head && (await opened.DecideAsync(edit.What, head, stop)).Write?.IsSameAs(write) != true) return Moved();
            if (await opened.ObstacleAsync(tip, write, stop) is { } obstacle) return obstacle;
            var commit = await opened.Mirror.CommitAsync(proposal.Draft(write, tip, await proposal.AuthorAsync(stop)), stop);
            if (commit == tip) return new PullRequestEditAnswer.Refused($"{write.Path} is as asked for already.", null);
            book.Add(edit.Comment, commit, write.Path);
            switch (await opened.Mirror.PushAsync(commit, pull.Head.Ref, stop))
            {
                case PushOutcome.Pushed: return new PullRequestEditAnswer.Committed(commit, write.Path);
                case PushOutcome.Refused: return await proposal.OpenAsync(pull.Head.Ref, "The branch does not take our commits, so this goes there by review.", stop);
            }
        }

        return new PullRequestEditAnswer.Refused($"{MostRaces} pushes lost the race against others.", "Write the command again.");
    }

    private static PullRequestEditAnswer.Refused Moved() => new("The branch moved on since the comment.", "Look at it, and write the command again.");
}
