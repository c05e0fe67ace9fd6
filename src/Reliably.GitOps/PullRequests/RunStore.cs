using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The books of the runs on pull requests of one repository, apart from those of its plans: nothing of an unmerged change gets near what is
/// published on a branch. Needs no GitHub, so that a start after a crash ends and undoes what was left whether GitHub answers or not.
/// </summary>
internal sealed class RunStore
{
    private readonly ServiceSurroundings surroundings;
    private readonly RepositoryRecovery recovery;

    public RunStore(WatchedRepository watched, WorkerParts parts, GitCli git, GitRemote remote, ServiceSurroundings surroundings)
    {
        (Watched, Parts, this.surroundings) = (watched, parts, surroundings);
        var folder = parts.Folder.PullRequestRuns;
        var work = Path.Combine(folder, "work");
        Book = new(Path.Combine(folder, "runs"));
        Outbox = new(Path.Combine(folder, "outbox"));
        Tickets = new(Path.Combine(folder, "tickets"));
        Objects = new(git, remote, parts.Folder.Mirror, Path.Combine(folder, "objects"));
        Publisher = new(git, remote, Path.Combine(folder, "published.git"), surroundings.Clock);
        Round = new(Path.Combine(folder, "day"), surroundings.Clock);
        Engine = parts.EngineOver(Book, work);
        recovery = new(new() { Book = Book, Outbox = Outbox, Engine = Engine, Work = work, IsClaimed = Tickets.Has, Find = LeftAsync }, surroundings, Say);
    }

    public WatchedRepository Watched { get; }

    public WorkerParts Parts { get; }

    public RunBook Book { get; }

    public Outbox Outbox { get; }

    public RunTickets Tickets { get; }

    public RunObjects Objects { get; }

    public RunPublisher Publisher { get; }

    /// <summary>When old runs are looked for.</summary>
    public DailyRound Round { get; }

    public RunEngine Engine { get; }

    public TimeProvider Clock => surroundings.Clock;

    public RunnerChoice Runner => surroundings.Runner;

    /// <summary>Ends what an earlier service left running, undoes it by policy, and puts its executions into the outbox. Before anything else.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        await recovery.RecoverAsync(stop);
        Objects.RemoveBut(Tickets.Open().Select(static ticket => ticket.Comment).ToHashSet());
        Tickets.Prune(Clock.GetUtcNow().AddDays(-100));
    }

    /// <summary>Ends every process of every run at once.</summary>
    public void KillProcesses() => recovery.KillProcesses();

    /// <summary>Ends containers whose engine did not answer before.</summary>
    /// <exception cref="CannotRunException">It still does not.</exception>
    public Task EndContainersAsync() => recovery.EndContainersAsync();

    public void Say(ServiceEvent item) => Parts.Progress.Report(item with { Repository = GitRemote.Shown(Watched.Url) });

    public void Say(CannotRunException exception) => Say(new ServiceEvent.Problem(exception.Message, exception.WhatToDo));

    private async Task<LeftOrder> LeftAsync(ExecutionRecord record, CancellationToken stop)
    {
        if (Tickets.Of(record.Id) is not { } ticket) return new(null, "nobody knows any more what it was");
        try
        {
            var ground = await Objects.ReadAsync(ticket.Comment, (ticket.Base, ticket.Head, ticket.Branch), Watched.Grants, Runner, stop);
            if (RunRules.Decide(ticket.Wish, ground) is not RunDecision.Granted granted) return new(null, "it is not allowed any more");
            return granted.Orders.FirstOrDefault(order => order.Experiment.Slug == record.Experiment && order.Experiment.ContentHash == record.ContentHash) is { } found
                ? new(found with { Id = record.Id }, null)
                : new(null, "the experiment cannot be read as it was");
        }
        catch (CannotRunException exception)
        {
            return new(null, char.ToLowerInvariant(exception.Message[0]) + exception.Message[1..].TrimEnd('.'));
        }
    }
}
