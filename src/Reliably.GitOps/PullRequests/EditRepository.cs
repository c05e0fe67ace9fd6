using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>The documents that edits are decided from, and the objects that they are written to: a bare repository of our own.</summary>
internal sealed class EditRepository : IAsyncDisposable
{
    private readonly DocumentFiles documents;

    private EditRepository(BareMirror mirror)
    {
        Mirror = mirror;
        documents = new(mirror);
    }

    public BareMirror Mirror { get; }

    [SuppressMessage("Reliability", "CA2000", Justification = "The repository owns its mirror.")]
    public static async Task<EditRepository> OpenAsync(GitCli git, GitRemote remote, string folder, CancellationToken stop) => new(await BareMirror.OpenAsync(git, remote, folder, stop));

    /// <summary>What an edit comes to at a commit.</summary>
    /// <returns>What is written, or else why nothing is.</returns>
    public async Task<(EditDecision.Write? Write, PullRequestEditAnswer.Refused Refused)> DecideAsync(PullRequestCommand.Edit what, CommitSha commit, CancellationToken stop) =>
        EditDecision.Of(what, SnapshotReader.Read(await documents.AtAsync(commit, stop), commit)) switch
        {
            EditDecision.Write write => (write, new("", null)),
            EditDecision.Refused refused => (null, new(refused.Reason, refused.Hint)),
            var other => throw new InvalidOperationException($"Unknown decision: {other}."),
        };

    /// <summary>What stands in the place where a document would be written, or in place of one of its folders; null where nothing does.</summary>
    public async Task<PullRequestEditAnswer.Refused?> ObstacleAsync(CommitSha commit, EditDecision.Write write, CancellationToken stop)
    {
        var parts = write.Path.Split('/');
        for (var length = 1; length <= parts.Length; length++)
        {
            var path = string.Join('/', parts[..length]);
            var mode = await Mirror.ModeAsync(commit, path, stop);
            var isLast = length == parts.Length;
            if (mode is null) return null;
            if (!isLast && mode != BareMirror.FolderMode) return new($"{path} is no folder.", "Choose another name.");
            if (isLast && (write.IsNew || !TreeFile.IsRegular(mode))) return new($"{path} is there already.", "Choose another name.");
        }

        return null;
    }

    public ValueTask DisposeAsync() => Mirror.DisposeAsync();
}
