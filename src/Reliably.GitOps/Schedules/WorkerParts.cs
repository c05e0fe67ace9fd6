using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Schedules;

/// <summary>What a worker works with: the mirror of its repository, its books on disk, and the engine.</summary>
internal sealed record WorkerParts
{
    public required RepositoryFolder Folder { get; init; }

    public required BareMirror Mirror { get; init; }

    public required RunExperiment Experiment { get; init; }

    /// <summary>Reads what a run left whose service did not survive it; null where a test replaces the engine.</summary>
    public JournalRecall? Recall { get; init; }

    /// <summary>Makes the same engine over another book, for runs that the worker does not keep.</summary>
    /// <remarks>The book of the runs, and the folder that they work in.</remarks>
    public required Func<RunBook, string, RunEngine> EngineOver { get; init; }

    public required IProgress<ServiceEvent> Progress { get; init; }

    public required ClaimBook Claims { get; init; }

    public required RunBook Book { get; init; }

    public required Outbox Outbox { get; init; }

    public required OwnCommits Own { get; init; }

    /// <summary>Where reports go while their branch takes no push; null for a plain remote.</summary>
    public ReportProposal? Proposal { get; set; }

    /// <summary>Where the history of a branch is read.</summary>
    public ReportHistory History => new(Mirror, Proposal);

    /// <summary>What somebody else changed of reports is to be written again.</summary>
    public RebuildMark Rebuild => new(Folder.Rebuild);

    /// <summary>What stands in the way of its runs.</summary>
    public required RunObstacles Obstacles { get; init; }

    public required RequestInbox Inbox { get; init; }

    /// <summary>Whether it can be written to; one for all branches of a repository.</summary>
    public RepositoryStanding Standing { get; set; } = new();

    /// <summary>Word that the branch moved.</summary>
    public BranchNews News { get; } = new();

    /// <summary>The plans that run or wait for their turn, those of pull requests among them.</summary>
    public PlanLanes Lanes { get; } = new();

    /// <summary>What runs of this repository, with its control: nobody reaches the executions of another by way of it.</summary>
    public required RunningExecutions Running { get; init; }

    /// <summary>What is looked at after a crash.</summary>
    /// <param name="find">Finds again what an execution was ordered to run.</param>
    public RecoveryBooks Books(FindLeftOrder find) =>
        new() { Book = Book, Outbox = Outbox, Engine = new(Experiment, Recall), Work = Folder.Work, IsClaimed = Claims.Has, Find = find };
}
