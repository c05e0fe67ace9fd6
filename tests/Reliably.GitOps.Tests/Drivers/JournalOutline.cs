using System.Collections.Immutable;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Drivers;

/// <summary>What two engines must agree on: status, deviation, the order of activities and how each went, tolerances. Times are no part of it.</summary>
internal static class JournalOutline
{
    public static IReadOnlyList<string> Of(Journal journal) =>
    [
        $"status {journal.Status}, deviated {journal.Deviated}",
        .. Of("before", journal.Before),
        .. journal.During.Select(static state => $"during: {state.Met}").Distinct().Order(StringComparer.Ordinal), // how many samples there are is a matter of time
        .. journal.Run.Select(static run => $"method: {run.Type} {run.Name} {run.Status}"),
        .. Of("after", journal.After),
        .. journal.Rollbacks.Select(static run => $"rollbacks: {run.Type} {run.Name} {run.Status}"),
    ];

    private static ImmutableArray<string> Of(string phase, SteadyState? state) => state is null
        ? [$"{phase}: not asked"]
        : [.. state.Probes.Select(probe => $"{phase}: {probe.Name} {probe.Status} {probe.ToleranceMet}"), $"{phase}: met {state.Met}"];
}
