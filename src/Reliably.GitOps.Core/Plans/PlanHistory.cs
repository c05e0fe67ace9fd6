using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>What the service remembers of a repository's schedules, on its volume. An empty one means first contact.</summary>
public sealed record PlanHistory
{
    public static PlanHistory Empty { get; } = new();

    /// <summary>The newest commit that was decided on; null before the first.</summary>
    public CommitSha? Watermark { get; init; }

    public ImmutableSortedDictionary<Slug, PlanMemory> Plans { get; init; } = ImmutableSortedDictionary<Slug, PlanMemory>.Empty;
}

/// <summary>What is remembered of one plan.</summary>
public sealed record PlanMemory
{
    /// <summary>Hash of what <c>now</c> and <c>change</c> look at, as it was at the watermark.</summary>
    public required string Subject { get; init; }

    /// <summary>The schedule as text: another one starts the clock anew.</summary>
    public required string Schedule { get; init; }

    /// <summary>When the service first saw this schedule: no instant before it is due.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>The newest nominal instant that was started or given up; null before the first.</summary>
    public DateTimeOffset? LastInstant { get; init; }

    /// <summary>A <c>now</c> or <c>change</c> plan that the service did not see arrive: a request or a new commit starts it.</summary>
    public bool Waiting { get; init; }
}

/// <summary>What the service knows about the commit it decides on.</summary>
public enum CommitArrival
{
    /// <summary>The watermark itself, or a commit that touches only reports.</summary>
    None,

    /// <summary>A commit on top of the watermark.</summary>
    Seen,

    /// <summary>First contact, or history was rewritten.</summary>
    Unknown,
}

/// <summary>Somebody asked for a plan: <c>reliably plan trigger</c>.</summary>
/// <param name="Id">Names the request; one is answered once.</param>
/// <param name="Plan">Slug of the plan as it was typed.</param>
/// <param name="Actor">Who asked.</param>
public sealed record TriggerRequest(string Id, string Plan, string? Actor);
