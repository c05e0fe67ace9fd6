using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>One pass over the steady-state hypothesis: probes in order, up to the first that failed or is out of tolerance.</summary>
internal sealed class HypothesisExecution(DataNode.Mapping hypothesis, ActivityExecution activities, TimeProvider clock, JudgedValues judged, IProgress<RunEvent> progress)
{
    /// <summary>The state as the journal has it, whether it was met, and whether every probe of it could be carried out.</summary>
    public async Task<HypothesisResult> RunAsync(RunPhase phase, CancellationToken stop)
    {
        progress.Report(new RunEvent.PhaseStarted(phase) { At = clock.GetUtcNow() });
        var entries = new List<JournalEntry>();
        var met = true;
        foreach (var probe in Probes())
        {
            var entry = await activities.RunAsync(probe, phase, stop);
            met = entry.Status != "failed" && await IsWithinToleranceAsync(probe["tolerance"], entry, stop);
            entry = entry with { ToleranceMet = met };
            activities.Report(entry, phase, met);
            entries.Add(entry);
            if (!met) break;
        }

        progress.Report(new RunEvent.HypothesisEnded(phase, met) { At = clock.GetUtcNow() });
        return new(JournalWriting.SteadyState(met, entries.Select(JournalWriting.Entry)), met, entries.TrueForAll(static entry => entry.Status == "succeeded"));
    }

    private IEnumerable<DataNode.Mapping> Probes() => hypothesis["probes"] is DataNode.Sequence probes
        ? probes.Items.Select(static probe => probe as DataNode.Mapping ?? throw new ExperimentErrorException("A probe of the hypothesis is not a mapping."))
        : throw new ExperimentErrorException("The probes of the hypothesis are not a list.");

    private Task<bool> IsWithinToleranceAsync(DataNode? tolerance, JournalEntry entry, CancellationToken stop)
    {
        var context = activities.Context;
        if (context.Dry is "probes" or "activities") return Task.FromResult(true);
        var resolved = Tolerances.Resolve(tolerance, context.Substitution);
        var output = entry.Output ?? DataNode.None;
        return Tolerances.IsProbe(resolved)
            ? AskProbeAsync((DataNode.Mapping)resolved, output, stop)
            : Task.FromResult(Tolerances.AreMet(resolved, output, context.Substitution));
    }

    /// <summary>A probe that judges: it gets the output as the argument <c>value</c>, and its result counts as true or false.</summary>
    private async Task<bool> AskProbeAsync(DataNode.Mapping tolerance, DataNode output, CancellationToken stop)
    {
        var asked = JudgedValues.With(tolerance, output);
        judged.Set(tolerance, output);
        try
        {
            return PythonTruth.Of(await ProviderCall.RunAsync(asked, activities.Context, stop));
        }
        catch (ActivityFailedException)
        {
            return false;
        }
    }
}

/// <summary>How a pass over the hypothesis came out.</summary>
internal sealed record HypothesisResult(DataNode.Mapping State, bool Met, bool AllSucceeded);
