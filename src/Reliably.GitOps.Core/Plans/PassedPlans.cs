using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Plans whose one instant has passed. Beside the other rules, because only this one asks what time it is.</summary>
public static class PassedPlans
{
    public static ImmutableArray<Diagnostic> Find(RepositorySnapshot snapshot, DateTimeOffset now) =>
    [
        .. (from plan in snapshot.Plans.Values
            where !plan.Suspended && plan.Schedule is Schedule.Once once && once.At <= now
            let schedule = (Schedule.Once)plan.Schedule
            select DiagnosticCatalogue.PassedInstant.At(
                new DocumentCursor(plan.Path, "/schedule/at", DataNode.None, plan.InstantPlace), FormattableString.Invariant($"{schedule.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC"))).Without(snapshot.Settings.Ignored),
    ];
}
