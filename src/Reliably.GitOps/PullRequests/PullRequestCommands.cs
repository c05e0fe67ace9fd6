using System.Runtime.ExceptionServices;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;
using Comment = Reliably.GitOps.GitHub.Wire.Comment;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Carries out what is asked for in comments: 👀 when a command was seen, then its answer in our second comment and 👍 or 👎. Every step is remembered on
/// disk, so that it may be started at any time, any number of times, and after a crash at any step. One for each repository.
/// </summary>
internal sealed class PullRequestCommands(PullRequestSite site, CommandWork work) : IDisposable
{
    private const string Seen = "eyes";
    private const string Done = "+1";
    private const string NotDone = "-1";

    private readonly CommandBook book = new(Path.Combine(site.Folder, "commands.json"));
    private readonly AuditLog audit = new(site.Data);
    private readonly HeadMarks marks = new(site.Repository, site.Self);
    private readonly PostedReplies replies = new(site.Repository, site.Self.Login);

    /// <summary>Does what the comments of a pull request or an issue ask for and we have not answered yet, in their order.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read, or the disk takes nothing; a later look does the rest.</exception>
    public async Task CarryOutAsync(int number, CancellationToken stop)
    {
        var waiting = (await CommentsAsync(number, stop)).Where(IsWaiting).OrderBy(static one => one.Id).ToList();
        if (waiting.Count == 0 || (await site.Repository.GetAsync(stop)).Archived) return;
        var failures = new List<Exception>();
        foreach (var comment in waiting)
        {
            // A command that cannot be carried out now does not hold up somebody who wants to stop a run.
            try
            {
                await OneAsync(number, comment, stop);
            }
            catch (Exception exception) when (exception is GitHubException or CannotRunException)
            {
                failures.Add(exception);
                if (exception is GitHubException { Failure: GitHubFailure.Limited or GitHubFailure.Unauthorized }) break;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures.Add(new CannotRunException($"A command cannot be remembered: {exception.Message}", "Look at the space and the permissions of the data folder.", exception));
            }
        }

        if (failures is [var first, ..]) ExceptionDispatchInfo.Throw(first);
    }

    public void Dispose() => work.Dispose();

    private bool IsWaiting(CommandComment comment) => comment.Read(site.Self.Login) is not CommandReading.None && book.Of(comment.Id) is not { State: CommandState.Settled };

    private async Task OneAsync(int number, CommandComment comment, CancellationToken stop)
    {
        var (known, wasForgotten) = book.Of(comment.Id) is { } remembered ? (remembered, false) : await TakeAsync(number, comment, stop);
        if (known.State == CommandState.Taken)
        {
            if (!await ReactAsync(comment, Seen, stop))
            {
                audit.Append(Entry(number, comment, null, null, "withdrawn", "The comment is gone."));
                book.Save(known with { State = CommandState.Settled });
                return;
            }

            var reply = await AnswerAsync(number, comment, wasForgotten, stop);
            book.Save(known = known with { State = CommandState.Answered, Reply = reply });
        }

        if (known is { State: CommandState.Answered, Reply: { } answer })
        {
            if (!await replies.ShowAsync(number, comment, answer, stop)) site.Report($"The answer to a command on {site.Repository.FullName}#{number} cannot be written: the conversation is locked, or the App may not write comments.");
            await ReactAsync(comment, answer.Done ? Done : NotDone, stop);
            book.Save(known with { State = CommandState.Settled });
        }
    }

    /// <summary>A command that we do not remember: new, or from before our memory was lost, which our reactions tell.</summary>
    private async Task<(RememberedCommand Known, bool WasForgotten)> TakeAsync(int number, CommandComment comment, CancellationToken stop)
    {
        var ours = (await site.Repository.ReactionsAsync(comment.Id, stop)).Where(one => string.Equals(one.User?.Login, site.Self.Login, StringComparison.OrdinalIgnoreCase)).Select(static one => one.Content).ToHashSet();
        if (ours.Contains(Done) || ours.Contains(NotDone))
        {
            var settled = new RememberedCommand(comment.Id, comment.Author, comment.Written, CommandState.Settled);
            book.Save(settled);
            return (settled, true);
        }

        var isTooMuch = book.IsTooMuch(comment) && !await IsBrakeAsync(comment, stop);
        if (isTooMuch) audit.Append(Entry(number, comment, null, null, "passed-over", $"More than {CommandMemory.MostOfAPerson} commands in {CommandMemory.Window.TotalMinutes:0} minutes."));
        return (book.Take(comment, isTooMuch), ours.Contains(Seen));
    }

    /// <summary>Who may end a run can always do so, however much was asked for before.</summary>
    private async Task<bool> IsBrakeAsync(CommandComment comment, CancellationToken stop) =>
        comment.Read(site.Self.Login) is CommandReading.Read { Command: PullRequestCommand.Stop or PullRequestCommand.EmergencyStop { On: true } } && await RoleAsync(comment.Author, stop) >= RepositoryRole.Write;

    private async Task<CommandReply> AnswerAsync(int number, CommandComment comment, bool wasForgotten, CancellationToken stop)
    {
        if (comment.Read(site.Self.Login) is not CommandReading.Read { Command: var command })
        {
            var wrong = comment.Read(site.Self.Login) as CommandReading.Wrong ?? new("The comment says something else now.", null);
            audit.Append(Entry(number, comment, null, null, "not-understood", wrong.Message));
            Tell(number, comment, CommandHelp.Of(wrong));
            return CommandHelp.Of(wrong);
        }

        var situation = await SituationAsync(number, comment, command, stop);
        var commit = CommandRules.CommitOf(command, situation);
        var call = new CommandCall { Number = number, Comment = comment, Command = command, Situation = situation, Commit = commit };
        var reply = await work.FindAsync(call, stop) ?? Refuse(call, wasForgotten) ?? await work.CarryOutAsync(call, stop);
        audit.Append(Entry(number, comment, situation.Role, commit, reply.Done ? "done" : "refused", reply.Reason));
        Tell(number, comment, reply);
        return reply;
    }

    private static CommandReply? Refuse(CommandCall call, bool wasForgotten) => CommandRules.Refuse(call.Command, call.Situation) ?? (wasForgotten && call.Command.Needs >= RepositoryRole.Write
        ? CommandReply.Refused("This was begun before the service lost its memory, and nobody knows how far it came.", "Look what is there, then write it again if you still want it.")
        : null);

    private void Tell(int number, CommandComment comment, CommandReply reply) =>
        site.Parts.Progress.Report(new ServiceEvent.CommandAnswered(number, comment.Author, AuditEntry.Redacted(LineOf(comment)), reply.Done ? "done" : "refused. " + reply.Reason) { Repository = site.Repository.FullName });

    private async Task<CommandSituation> SituationAsync(int number, CommandComment comment, PullRequestCommand command, CancellationToken stop) => new()
    {
        Role = await RoleAsync(comment.Author, stop),
        Pull = await PullAsync(number, CommandRules.AsksForCommit(command), stop),
        Written = comment.Written,
        Now = site.Clock.GetUtcNow(),
    };

    private async Task<RepositoryRole> RoleAsync(string login, CancellationToken stop)
    {
        try
        {
            var permission = await site.Repository.PermissionAsync(login, stop);
            return RepositoryRoles.Of(permission.RoleName, permission.Level);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return RepositoryRole.None;
        }
    }

    private async Task<CommandPull?> PullAsync(int number, bool withMoves, CancellationToken stop)
    {
        try
        {
            var pull = await site.Repository.KnownPullRequestAsync(number, stop);
            if (!CommitSha.TryParse(pull.Head.Sha, out var head)) throw new GitHubException(GitHubFailure.Unreachable, "GitHub named no head of the pull request.");
            var isFork = !string.Equals(pull.Head.Repo?.FullName, pull.Base.Repo?.FullName ?? site.Repository.FullName, StringComparison.OrdinalIgnoreCase);
            var done = (await marks.ReadAsync(head, stop)).Min(static one => one.Completed);
            return new(new(head, isFork, done, withMoves ? await site.Repository.ForcePushedAsync(number, stop) : null), pull.State == "open");
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return null; // an issue
        }
    }

    /// <summary>Reacts to a comment; false where it is gone.</summary>
    private async Task<bool> ReactAsync(CommandComment comment, string content, CancellationToken stop)
    {
        try
        {
            await site.Repository.ReactAsync(comment.Id, content, stop);
            return true;
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return false;
        }
        catch (GitHubException exception) when (exception.Failure is GitHubFailure.Forbidden or GitHubFailure.Refused)
        {
            // A locked conversation, or an App without the permission: the command counts all the same, and its answer says what is known.
            site.Report($"A comment on {site.Repository.FullName} cannot be reacted to: {exception.Message}");
            return true;
        }
    }

    private async Task<IEnumerable<CommandComment>> CommentsAsync(int number, CancellationToken stop) => (await site.Repository.CommentsAsync(number, stop)).Select(Of);

    private static CommandComment Of(Comment comment) => new()
    {
        Id = comment.Id,
        Author = comment.User?.Login ?? "",
        IsBot = comment.User?.Type is "Bot",
        Body = comment.Body ?? "",
        Written = comment.CreatedAt,
        IsEdited = CommandComment.IsChanged(comment.CreatedAt, comment.UpdatedAt),
        Url = comment.HtmlUrl,
    };

    private AuditEntry Entry(int number, CommandComment comment, RepositoryRole? role, CommitSha? commit, string decision, string? reason) => new()
    {
        At = site.Clock.GetUtcNow(),
        Repository = site.Repository.FullName,
        Number = number,
        Comment = comment.Id,
        Actor = comment.Author,
        Role = role is { } known ? RepositoryRoles.NameOf(known) : null,
        Command = AuditEntry.Redacted(LineOf(comment)),
        Commit = commit?.Value,
        Decision = decision,
        Reason = reason,
    };

    private static string LineOf(CommandComment comment) => CommandGrammar.FirstLine(comment.Body) ?? "";
}
