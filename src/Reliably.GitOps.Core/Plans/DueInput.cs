using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Plans;

/// <summary>Everything that <see cref="DuePlans"/> decides on.</summary>
public sealed record DueInput
{
    public required RepositorySnapshot Snapshot { get; init; }

    public required PlanHistory History { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Since when the service has been looking without a break: an earlier instant was missed.</summary>
    public required DateTimeOffset AliveSince { get; init; }

    public CommitArrival Arrival { get; init; }

    public ImmutableArray<TriggerRequest> Requests { get; init; } = [];
}

/// <summary>A plan that is to be started.</summary>
public sealed record DuePlan
{
    public required Plan Plan { get; init; }

    public required TriggerKind Trigger { get; init; }

    /// <summary>What can be claimed once: the plan with its instant, its content and commit, or the request.</summary>
    public required string ClaimKey { get; init; }

    /// <summary>Nominal instant of the schedule, UTC.</summary>
    public DateTimeOffset? Instant { get; init; }

    public string? Actor { get; init; }

    /// <summary>The request it answers; null where the schedule asks.</summary>
    public string? Request { get; init; }
}

/// <summary>Something about a plan that people should know.</summary>
public abstract record PlanNote
{
    private PlanNote()
    {
    }

    /// <summary>It was there before the service looked: a request or a new commit starts it.</summary>
    public sealed record Waiting(Slug Plan) : PlanNote;

    /// <summary>Its instant passed while the service was down, and the plan says <c>missed: skip</c>.</summary>
    public sealed record Missed(Slug Plan, DateTimeOffset Instant) : PlanNote;

    /// <summary>A request that names no plan that can run.</summary>
    public sealed record NoSuchPlan(TriggerRequest Request) : PlanNote;
}

/// <summary>What to start now, and what to remember once it is claimed. Deciding again on that memory starts nothing.</summary>
public sealed record DueDecision
{
    public ImmutableArray<DuePlan> Due { get; init; } = [];

    public ImmutableArray<PlanNote> Notes { get; init; } = [];

    public required PlanHistory History { get; init; }

    /// <summary>When the next plan starts by its clock; null where none does.</summary>
    public DateTimeOffset? NextStart { get; init; }
}
