using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Guards;

/// <summary><c>guardrails:</c> of <c>reliably.yaml</c>: what holds for every run of the repository.</summary>
public sealed record Guardrails
{
    public static Guardrails None { get; } = new();

    /// <summary>Times in which nothing is run.</summary>
    public ImmutableArray<BlackoutWindow> Windows { get; init; } = [];

    /// <summary>Integrations of every run; of those the guards.</summary>
    public ImmutableArray<Slug> Integrations { get; init; } = [];

    /// <summary>Most experiments that run at one time in the repository; null for no limit.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>Most experiments that are started in 24 hours; null for no limit.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>Longest timeout: a longer one of a plan is cut to it. Null for no limit.</summary>
    public TimeSpan? MaxTimeout { get; init; }

    /// <summary>The timeout that a run gets.</summary>
    public TimeSpan Cut(TimeSpan timeout) => MaxTimeout is { } most && most < timeout ? most : timeout;

    /// <summary>Why no more may be started; null where one more may.</summary>
    /// <param name="running">Experiments of the repository that run.</param>
    /// <param name="starts">When experiments of the repository were started, as far as is known.</param>
    /// <param name="now">The moment of the start.</param>
    public Obstacle? LimitReached(int running, IEnumerable<DateTimeOffset> starts, DateTimeOffset now)
    {
        if (running >= MaxParallel)
            return new(Obstacle.Limit, FormattableString.Invariant($"{Counted(running, "experiment runs", "experiments run")} already, and 'guardrails: max-parallel' of reliably.yaml allows {MaxParallel}."));
        if (MaxPerDay is not { } most) return null;
        var today = starts.Count(start => start > now.AddDays(-1) && start <= now);
        return today < most ? null : new(Obstacle.Limit, FormattableString.Invariant($"{Counted(today, "experiment was", "experiments were")} started in the last 24 hours, and 'guardrails: max-per-day' of reliably.yaml allows {most}."));
    }

    private static string Counted(int count, string one, string more) => FormattableString.Invariant($"{count} {(count == 1 ? one : more)}");
}
