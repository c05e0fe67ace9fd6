using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>What a command is judged by, read from the forge at the moment when it is carried out.</summary>
public sealed record CommandSituation
{
    /// <summary>What the person may do.</summary>
    public required RepositoryRole Role { get; init; }

    /// <summary>The pull request; null for an issue.</summary>
    public required CommandPull? Pull { get; init; }

    /// <summary>When the comment was written, UTC.</summary>
    public required DateTimeOffset Written { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>A pull request as far as commands go.</summary>
/// <param name="Bound">What the commit of a comment is found from.</param>
/// <param name="IsOpen">It is neither closed nor merged.</param>
public sealed record CommandPull(BoundPull Bound, bool IsOpen);

/// <summary>May this be done, now, by this person, for this commit? Deny by default.</summary>
public static class CommandRules
{
    /// <summary>An order that comes so late may be about another world.</summary>
    public static readonly TimeSpan OrdersCountFor = TimeSpan.FromHours(1);

    /// <summary>A question that comes so late interests nobody.</summary>
    public static readonly TimeSpan QuestionsCountFor = TimeSpan.FromHours(24);

    /// <summary>Why a command is not carried out, as the answer to it; null where it is.</summary>
    public static CommandReply? Refuse(PullRequestCommand command, CommandSituation situation)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(situation);
        if (situation.Role < command.Needs)
        {
            var has = situation.Role == RepositoryRole.None ? "You have no access" : $"You have the role '{RepositoryRoles.NameOf(situation.Role)}'";
            return CommandReply.Refused($"'{command.Verb}' needs the role '{RepositoryRoles.NameOf(command.Needs)}' in this repository.", $"{has}: ask somebody who has it.");
        }

        if (command is PullRequestCommand.Ask) return CommandReply.Refused("The assistant does not answer questions yet.", "What it says by itself is in the section 'Assistant' of the review.");
        if (command is PullRequestCommand.Approve) return CommandReply.Refused("Nothing can be approved yet: no environment asks for a second person.");
        if (situation.Now - situation.Written > (command.Needs < RepositoryRole.Write ? QuestionsCountFor : OrdersCountFor))
            return CommandReply.Refused("This was read too long after it was written, so it was left alone.", "Write it again if you still want it.");
        return OfThePlace(command, situation) ?? OfTheCommit(command, situation);
    }

    /// <summary>Whether a command is about a commit that has to be found out.</summary>
    public static bool AsksForCommit(PullRequestCommand command) => command is PullRequestCommand.Run { At: null } or PullRequestCommand.Edit;

    /// <summary>The commit that a command is about: the head that the person could see checked.</summary>
    public static CommitSha? CommitOf(PullRequestCommand command, CommandSituation situation) => Bind(command, situation) is CommandBinding.Bound bound ? bound.Commit : null;

    private static CommandReply? OfThePlace(PullRequestCommand command, CommandSituation situation)
    {
        var isOfAPull = command is PullRequestCommand.Run or PullRequestCommand.Validate or PullRequestCommand.Explain;
        if (situation.Pull is null && isOfAPull) return CommandReply.Refused($"This is an issue: '{command.Verb}' is about the documents of a pull request.", "Write it there.");
        var needsOpen = command is PullRequestCommand.Run or PullRequestCommand.Validate or PullRequestCommand.Edit;
        return situation.Pull is { IsOpen: false } && needsOpen ? CommandReply.Refused($"This pull request is closed, and '{command.Verb}' is for one that is open.") : null;
    }

    private static CommandReply? OfTheCommit(PullRequestCommand command, CommandSituation situation)
    {
        if (Bind(command, situation) is not CommandBinding.Unbound unbound) return null;
        var head = situation.Pull!.Bound.Head;
        return command is PullRequestCommand.Run run
            ? CommandReply.Refused(unbound.Reason, "Look at what would run, then name the commit:", CommandText.Write(run with { At = head }))
            : CommandReply.Refused(unbound.Reason, "Look at it, then write the command again.");
    }

    /// <summary>An edit of a fork goes to a pull request of its own, which somebody merges: there the head is asked for like anywhere else.</summary>
    private static CommandBinding? Bind(PullRequestCommand command, CommandSituation situation) => (command, situation.Pull) switch
    {
        (PullRequestCommand.Run run, { } pull) => CommandBinding.Of(pull.Bound, run.At, situation.Written),
        (PullRequestCommand.Edit, { } pull) => CommandBinding.Of(pull.Bound with { IsFork = false }, null, situation.Written),
        _ => null,
    };
}
