using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Plans that are due only in blackout windows, so they never run.</summary>
internal static class WindowRules
{
    private const int Looked = 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(ImmutableArray<BlackoutWindow> windows, IEnumerable<(Plan Plan, DocumentCursor Root)> plans, DiagnosticList findings)
    {
        if (windows.IsEmpty) return;
        foreach (var (plan, root) in plans.Where(static one => !one.Plan.Suspended))
        {
            var instants = PlanClock.After(plan, plan.Schedule is Schedule.Once ? DateTimeOffset.MinValue : Start).Take(Looked).ToList();
            if (instants.Count == 0 || !instants.TrueForAll(instant => windows.Any(window => window.Covers(instant.Start)))) continue;
            var schedule = root.Field("schedule");
            findings.Add(DiagnosticCatalogue.OnlyInWindows.At(schedule?.Field("pattern") ?? schedule?.Field("at") ?? root.Head()));
        }
    }
}
