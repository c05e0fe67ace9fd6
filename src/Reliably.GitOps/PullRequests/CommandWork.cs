using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>Starts a run on a pull request; long work never holds the lane.</summary>
internal delegate Task<PullRequestRunAnswer> StartRun(PullRequestRunRequest request, CancellationToken stop);

/// <summary>Writes an edit as a commit.</summary>
internal delegate Task<PullRequestEditAnswer> CommitEdit(PullRequestEdit edit, CancellationToken stop);

/// <summary>Finds what an edit came to before a crash; null where it is not there.</summary>
internal delegate Task<PullRequestEditAnswer?> FindEdit(PullRequestEdit edit, CancellationToken stop);

/// <summary>What a command does once it may be done. Done twice for one comment, the second time has no further effect.</summary>
/// <param name="site">The repository.</param>
/// <param name="run">Starts runs.</param>
/// <param name="commit">Writes edits.</param>
internal sealed class CommandWork(PullRequestSite site, StartRun run, CommitEdit commit) : IDisposable
{
    private readonly RunningCommands running = new(site);
    private readonly HeadMarks marks = new(site.Repository, site.Self);
    private readonly Quarantine quarantine = new(site.Git, site.Remote, site.Parts.Folder.Mirror, Path.Combine(site.Folder, "explained"), new());

    /// <summary>One at a time: whoever may read may ask.</summary>
    private readonly SemaphoreSlim explaining = new(1);

    /// <summary>Finds edits of before a crash.</summary>
    public FindEdit Find { get; init; } = static (_, _) => Task.FromResult<PullRequestEditAnswer?>(null);

    /// <summary>The answer to what was carried out before a crash; null where it was not. Whether it might be done now is no question then.</summary>
    public async Task<CommandReply?> FindAsync(CommandCall call, CancellationToken stop) =>
        call.Command is PullRequestCommand.Edit edit && await Find(EditOf(call, edit, call.Situation.Pull?.Bound.Head), stop) is { } answer ? Said(answer) : null;

    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does it.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read.</exception>
    public async Task<CommandReply> CarryOutAsync(CommandCall call, CancellationToken stop) => call.Command switch
    {
        PullRequestCommand.Help => CommandHelp.Write(DiagnosticPages.Docs),
        PullRequestCommand.Validate => Validated(await marks.ReadAsync(call.Situation.Pull!.Bound.Head, stop)),
        PullRequestCommand.Status => new(true, await CheckTextAsync(call, stop) + running.Describe()),
        PullRequestCommand.Explain explain => await ExplainAsync(call, explain.Document, stop),
        PullRequestCommand.Run asked => Said(await run(RequestOf(call, asked), stop)),
        PullRequestCommand.Stop asked => running.Stop(call, asked),
        PullRequestCommand.Pause asked => running.Pause(call, asked),
        PullRequestCommand.Resume asked => running.Resume(call, asked),
        PullRequestCommand.EmergencyStop asked => running.Emergency(call, asked.On),
        PullRequestCommand.Edit edit => Said(await commit(EditOf(call, edit, call.Commit), stop)),
        _ => throw new InvalidOperationException($"'{call.Command.Verb}' is refused before it comes here."),
    };

    public void Dispose() => explaining.Dispose();

    private static PullRequestEdit EditOf(CommandCall call, PullRequestCommand.Edit edit, CommitSha? head) =>
        new() { Number = call.Number, Head = head, Actor = call.Comment.Author, Comment = call.Comment.Id, What = edit };

    private static PullRequestRunRequest RequestOf(CommandCall call, PullRequestCommand.Run asked) => new()
    {
        Number = call.Number,
        Head = call.Commit!.Value,
        Target = asked.Target,
        Environment = asked.Environment,
        Dry = asked.Dry,
        Actor = call.Comment.Author,
        Comment = call.Comment.Id,
        ReplyUrl = call.Comment.Url,
    };

    private static CommandReply Said(PullRequestRunAnswer answer) => answer switch
    {
        PullRequestRunAnswer.Started started => new(true, $"{MarkdownText.Code(started.Execution.Value)} {(started.Url is { } url ? $"[is on its way]({url})" : "is on its way")}. `/reliably stop {started.Execution.Value}` ends it.\n")
        {
            Reason = $"Started {started.Execution}.",
        },
        PullRequestRunAnswer.Refused refused => CommandReply.Refused(refused.Reason, refused.Hint, refused.Line),
        _ => throw new InvalidOperationException("There is no other answer."),
    };

    private static CommandReply Said(PullRequestEditAnswer answer) => answer switch
    {
        PullRequestEditAnswer.Committed committed => new(true, $"{MarkdownText.Code(committed.Path)} is written by {committed.Commit.Value}.\n") { Reason = $"Committed {committed.Commit}." },
        PullRequestEditAnswer.Opened opened => new(true, FormattableString.Invariant($"{MarkdownText.Code(opened.Path)} is written in a pull request of its own: #{opened.Number}.\n")) { Reason = FormattableString.Invariant($"Opened pull request {opened.Number}.") },
        PullRequestEditAnswer.Refused refused => CommandReply.Refused(refused.Reason, refused.Hint),
        _ => throw new InvalidOperationException("There is no other answer."),
    };

    /// <summary>The look that read the comment has reviewed the pull request a moment ago.</summary>
    private static CommandReply Validated(ImmutableArray<HeadMark> marks) => marks.LastOrDefault(static one => one.Completed is not null) is { } mark
        ? CommandReply.Carried($"Looked at again: {mark.Title}.")
        : CommandReply.Refused("The review could not be made just now; it is tried again by itself.", "The check appears on the newest commit.");

    private async Task<string> CheckTextAsync(CommandCall call, CancellationToken stop)
    {
        if (call.Situation.Pull is not { Bound.Head: var head }) return "";
        return await marks.ReadAsync(head, stop) switch
        {
            [.., { Completed: not null } mark] => $"{(mark.IsGood ? "✅" : "❌")} {MarkdownText.Inline(MarkdownText.Cut(mark.Title, 300))}, at `{head.Short}`.\n\n",
            [_, ..] => $"`{head.Short}` is being reviewed.\n\n",
            _ => $"`{head.Short}` has not been reviewed yet.\n\n",
        };
    }

    private async Task<CommandReply> ExplainAsync(CommandCall call, string? document, CancellationToken stop)
    {
        var pull = await site.Repository.KnownPullRequestAsync(call.Number, stop);
        await explaining.WaitAsync(stop);
        try
        {
            quarantine.Clear();
            await using var change = await quarantine.FetchAsync("refs/heads/" + pull.Base.Ref, FormattableString.Invariant($"refs/pull/{call.Number}/head"), stop);
            var links = ReviewAddresses.Of(site.Address, site.Repository, change.Head);
            var reading = new ChangeReading(change.Scratch, site.Parts.History.Of) { Waiting = site.Parts.History.WaitingFor(pull.Base.Ref) };
            return DocumentExplanation.Write(await reading.ReadAsync(change.Base, change.Head, links, site.Clock.GetUtcNow(), stop), document);
        }
        finally
        {
            explaining.Release();
        }
    }
}
