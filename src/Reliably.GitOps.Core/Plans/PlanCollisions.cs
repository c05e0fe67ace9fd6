using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>The plans of one concurrency group that a clock starts, and what is wrong with them together.</summary>
internal sealed record PlanGroup(ImmutableArray<Plan> Plans, ImmutableArray<Diagnostic> Findings);

/// <summary>
/// Plans of one concurrency group that are due at the same instants, always: with <c>forbid</c> the second of them never starts, with
/// <c>replace</c> the first never ends. Which is first is decided as <see cref="DuePlans"/> does it: by instant, then by name.
/// </summary>
internal static class PlanCollisions
{
    /// <summary>How many instants are looked at: enough for every pattern that repeats itself within a year or so.</summary>
    private const int Looked = 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The groups of plans with what is wrong in each; a group of the same plans as before is taken over.</summary>
    public static ImmutableSortedDictionary<string, PlanGroup> Find(ImmutableSortedDictionary<string, PlanGroup> before, IEnumerable<(Plan Plan, DocumentCursor Root)> plans) =>
        plans.Where(static one => IsTimed(one.Plan)).GroupBy(static one => ConcurrencyRules.GroupOf(one.Plan), StringComparer.Ordinal)
            .ToImmutableSortedDictionary(static group => group.Key, group => Group([.. group], before.GetValueOrDefault(group.Key)), StringComparer.Ordinal);

    private static PlanGroup Group(ImmutableArray<(Plan Plan, DocumentCursor Root)> plans, PlanGroup? before)
    {
        var members = plans.Select(static one => one.Plan).ToImmutableArray();
        if (before is not null && before.Plans.Length == members.Length && before.Plans.Zip(members).All(static pair => ReferenceEquals(pair.First, pair.Second))) return before;
        var timed = plans.OrderBy(static one => one.Plan.Slug).Select(static one => new Timed(one.Plan, one.Root)).ToList();
        return new(members, [.. Enumerable.Range(0, timed.Count).Select(at => Check(timed, at)).OfType<Diagnostic>()]);
    }

    /// <summary>Suspended plans are not due, and jitter brings plans apart.</summary>
    private static bool IsTimed(Plan plan) => plan is { Suspended: false, Schedule: Schedule.Cron { Jitter: var jitter } } && jitter <= TimeSpan.Zero;

    private static Diagnostic? Check(List<Timed> plans, int at)
    {
        var one = plans[at];
        if (one.Policy == ConcurrencyPolicy.Forbid && plans.Take(at).FirstOrDefault(other => one.IsAlwaysWith(other)) is { } first)
        {
            return Told(one, first, "never starts: the other goes first, and 'forbid' refuses the second", "");
        }

        return plans.Skip(at + 1).FirstOrDefault(other => other.Policy == ConcurrencyPolicy.Replace && one.IsAlwaysWith(other)) is { } last
            ? Told(one, last, "is ended at once each time: the other goes second, and 'replace' takes its place", " in " + last.Plan.Path)
            : null;
    }

    private static Diagnostic Told(Timed plan, Timed other, string what, string where) =>
        DiagnosticCatalogue.AlwaysInTheWay.At(plan.Root.Field("schedule")?.Field("pattern") ?? plan.Root.Head(), other.Plan.Slug.Value, what, where);

    /// <summary>A plan by a pattern, and its next instants once somebody asks for them.</summary>
    private sealed class Timed(Plan plan, DocumentCursor root)
    {
        private readonly Lazy<CronPattern> pattern = new(() => CronPattern.Parse(((Schedule.Cron)plan.Schedule).Pattern, ((Schedule.Cron)plan.Schedule).TimeZone));
        private ImmutableArray<DateTimeOffset> instants;

        public Plan Plan { get; } = plan;

        public DocumentCursor Root { get; } = root;

        public ConcurrencyPolicy Policy => Plan.Concurrency?.Policy ?? ConcurrencyPolicy.Queue;

        /// <summary>Whether the other is due at every instant of this one.</summary>
        public bool IsAlwaysWith(Timed other) =>
            Plan.Schedule == other.Plan.Schedule || Instants().All(instant => other.pattern.Value.NextAfter(instant - TimeSpan.FromSeconds(1)) == instant);

        private ImmutableArray<DateTimeOffset> Instants()
        {
            if (!instants.IsDefault) return instants;
            var found = ImmutableArray.CreateBuilder<DateTimeOffset>();
            for (var next = pattern.Value.NextAfter(Start); next is { } instant && found.Count < Looked; next = pattern.Value.NextAfter(instant)) found.Add(instant);
            return instants = found.ToImmutable();
        }
    }
}
