using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions.Native;

/// <summary>One activity with its pauses and its entry in the journal (<c>chaoslib.activity.execute_activity</c>).</summary>
/// <param name="context">What activities need.</param>
/// <param name="state">Where their entries go.</param>
/// <param name="progress">Hears of them.</param>
/// <param name="gate">Holds them where the run is paused.</param>
/// <param name="over">Asked before anything of the method or the hypothesis begins: the run is being stopped. What has begun ends by its own token.</param>
internal sealed class ActivityExecution(NativeContext context, RunState state, IProgress<RunEvent> progress, PauseGate gate, Func<CancellationToken> over)
{
    public NativeContext Context => context;

    /// <param name="written">The activity as it stands in the experiment; it may refer to another one.</param>
    /// <param name="phase">Where in the run. Only the method and the rollbacks keep their entries in the state.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <exception cref="ExperimentErrorException">It makes no sense; its entry has no status.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; its entry has no status.</exception>
    public async Task<JournalEntry> RunAsync(DataNode.Mapping written, RunPhase phase, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (phase != RunPhase.Rollbacks)
        {
            over().ThrowIfCancellationRequested();
            await gate.PassAsync(over());
            over().ThrowIfCancellationRequested();
        }

        var activity = Resolve(written);
        var type = (activity["type"] as DataNode.Text)?.Value ?? throw new ExperimentErrorException($"The activity '{NameOf(activity)}' has no type.");

        // An activity's own `dry` never means anything, but it shields the activity from the run's.
        var dry = activity.Has("dry") ? null : context.Dry;
        var isDry = dry switch { "actions" => type == "action", "probes" => type == "probe", "activities" => true, _ => false };
        var pauses = PausesOf(activity);
        var withPauses = dry != "pause" && !isDry;
        if (withPauses && PythonTruth.Of(pauses["before"])) await Pause.WaitAsync(pauses["before"], context.Clock, stop);

        var entry = new JournalEntry { Activity = activity, Start = context.Clock.GetUtcNow() };
        RunState.EntrySlot? slot = phase is RunPhase.Method or RunPhase.Rollbacks ? state.Add(phase, entry) : null;
        progress.Report(new RunEvent.ActivityStarted(phase, type, NameOf(activity)) { At = entry.Start });
        try
        {
            entry = entry with { Output = isDry ? null : await CallAsync(activity, stop), Status = "succeeded" };
        }
        catch (ActivityFailedException failure)
        {
            entry = entry with { Status = "failed", Failure = failure.Message };
        }
        finally
        {
            entry = entry with { End = context.Clock.GetUtcNow() };
            slot?.Set(entry);
            if (ActivityRemarks.Of(entry, NameOf(activity)) is { } remark) progress.Report(new RunEvent.LogLine(remark) { At = entry.End.Value });
            if (phase is RunPhase.Method or RunPhase.Rollbacks) Report(entry, phase, null);

            // The Chaos Toolkit sleeps this pause even after an interruption, with nothing to show for it.
            if (withPauses && !stop.IsCancellationRequested && PythonTruth.Of(pauses["after"])) await Pause.WaitAsync(pauses["after"], context.Clock, stop);
        }

        return entry;
    }

    /// <summary>An activity that names no timeout gets that of the run's limits, where there is one.</summary>
    private async Task<DataNode> CallAsync(DataNode.Mapping activity, CancellationToken stop)
    {
        if (context.ActivityTimeout is not { } longest || activity["provider"] is not DataNode.Mapping provider || provider.Has("timeout"))
            return await ProviderCall.RunAsync(activity, context, stop);
        using var timeout = new CancellationTokenSource(longest, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await ProviderCall.RunAsync(activity, context, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new ActivityFailedException(FormattableString.Invariant($"activity took longer than {longest.TotalSeconds} s, the limit for an activity that names no timeout"));
        }
    }

    public void Report(JournalEntry entry, RunPhase phase, bool? toleranceMet) =>
        progress.Report(new RunEvent.ActivityEnded(phase, NameOf(entry.Activity), entry.Status == "succeeded", toleranceMet, entry.End - entry.Start) { At = entry.End ?? entry.Start });

    private static string NameOf(DataNode.Mapping activity) => activity["name"] is { } name ? PythonText.Of(name) : "(unnamed)";

    private DataNode.Mapping Resolve(DataNode.Mapping written)
    {
        if (!PythonTruth.Of(written["ref"])) return written;
        var name = PythonText.Of(written["ref"]!);
        return context.Named.GetValueOrDefault(name) ?? throw new ExperimentErrorException($"could not find referenced activity '{name}'");
    }

    private DataNode.Mapping PausesOf(DataNode.Mapping activity) =>
        context.Substitution.Apply(activity["pauses"] ?? DataNode.Mapping.Empty) as DataNode.Mapping
        ?? throw new ExperimentErrorException($"The pauses of '{NameOf(activity)}' are not a mapping.");
}
