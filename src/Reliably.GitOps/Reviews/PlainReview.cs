using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// A review without any forge: of two revisions of a clone, or of a remote that two revisions are fetched from. Everything is written into a
/// temporary folder that is gone afterwards; the clone is only read.
/// </summary>
internal static class PlainReview
{
    public static async Task<Review> RunAsync(ReviewRequest request, Terminal terminal, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-review-").FullName;
        try
        {
            var home = GitHome.Create(Path.Combine(folder, "home"), []);
            var git = await GitCli.OpenAsync(terminal.Variables, home, stop);
            var source = await OpenAsync(request, git, Path.Combine(folder, "repository.git"), terminal, stop);
            await using var scratch = source.Scratch;
            var reading = new ChangeReading(scratch, source.Reports);
            return Review.Decide(await reading.ReadAsync(source.Base, source.Head, new() { Docs = DiagnosticPages.Docs, Files = Links(request) }, terminal.Clock.GetUtcNow(), stop));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of what the source holds.")]
    private static async Task<Source> OpenAsync(ReviewRequest request, GitCli git, string folder, Terminal terminal, CancellationToken stop)
    {
        var here = Path.GetFullPath(request.Repository, terminal.WorkingFolder);
        if (!Directory.Exists(here))
        {
            var remote = GitRemote.Create(request.Repository, null, terminal.WorkingFolder);
            if (remote.IsLocal) throw new CannotRunException($"There is no folder '{request.Repository}'.", "Name a folder in a clone, or the address of a remote.");
            var (scratch, onto, head) = await ScratchRepository.FetchAsync(git, remote, (request.Base, request.Head), folder, stop);
            return new(scratch, onto, head, static _ => null);
        }

        var clone = WorkTree.At(here, terminal.Variables);
        var (from, to) = (clone.Resolve(request.Base), clone.Resolve(request.Head));
        return new(await ScratchRepository.BorrowAsync(git, here, clone.Storage(), folder, stop), from, to, branch => clone.TryResolve("refs/remotes/origin/" + branch, "refs/heads/" + branch));
    }

    private static string? Links(ReviewRequest request) => request.Files is { } files ? files.TrimEnd('/') + "/" : null;

    /// <param name="Scratch">The objects of both sides.</param>
    /// <param name="Base">The newest commit of the base.</param>
    /// <param name="Head">The newest commit of the change.</param>
    /// <param name="Reports">The newest commit of the branch that reports go to, as far as it is known here.</param>
    private sealed record Source(ScratchRepository Scratch, CommitSha Base, CommitSha Head, Func<string, CommitSha?> Reports);
}
