using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions.Native;

/// <summary>The course of one run (<c>chaoslib.run</c>; CHAOS-TOOLKIT 8): before, during, method, after, rollbacks.</summary>
internal sealed class NativeRun : IDisposable
{
    /// <summary>How long background activities and samples may go on after an interruption, before they are cut off too.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly RunRequest request;
    private readonly NativeContext context;
    private readonly RunState state;
    private readonly IProgress<RunEvent> progress;
    private readonly RunSignals signals;
    private readonly DataNode.Mapping experiment;
    private readonly CancellationTokenSource main;
    private readonly ActivityExecution activities;
    private readonly ActivityExecution backgroundActivities;
    private readonly CancellationTokenSource side;
    private readonly CancellationTokenSource methodOver = new();
    private Task samples = Task.CompletedTask;

    public NativeRun(RunRequest request, NativeContext context, RunState state, IProgress<RunEvent> progress, RunSignals signals)
    {
        (this.request, this.context, this.state, this.progress, this.signals) = (request, context, state, progress, signals);
        experiment = request.Order.Experiment.Experiment.Source;
        main = CancellationTokenSource.CreateLinkedTokenSource(signals.Interrupt, signals.Kill);
        side = CancellationTokenSource.CreateLinkedTokenSource(signals.Kill);
        activities = new(context, state, progress, signals.Pauses, Over);
        backgroundActivities = new(context with { HoldsItsThread = false }, state, progress, signals.Pauses, Over);
    }

    public async Task RunAsync(HypothesisStrategy strategy)
    {
        await using var grace = main.Token.Register(() => side.CancelAfter(Grace));
        try
        {
            await CarryOutAsync(strategy);
        }
        catch (OperationCanceledException) when (main.IsCancellationRequested)
        {
            state.Status = "interrupted";
        }
        catch (Exception error)
        {
            Abort(error);
        }

        await methodOver.CancelAsync();
        await samples;
        if (signals.Kill.IsCancellationRequested) return;

        // Rollbacks never play against a living method.
        if (state.Status == "interrupted") EndMethodProcesses();
        if (signals.NoRollbacks.IsCancellationRequested) return;
        if (RunStrategies.PlaysRollbacks(request.RollbackStrategy.Value, state.Status, state.Deviated)) await RollBackAsync();
    }

    /// <summary>A stop reaches linked tokens by another thread, and so later: whoever is about to begin something looks for it himself.</summary>
    private CancellationToken Over()
    {
        if (signals.Interrupt.IsCancellationRequested || signals.Kill.IsCancellationRequested) main.Cancel();
        return main.Token;
    }

    public void Dispose()
    {
        main.Dispose();
        side.Dispose();
        methodOver.Dispose();
    }

    private async Task CarryOutAsync(HypothesisStrategy strategy)
    {
        var source = strategy == HypothesisStrategy.Skip ? null : experiment[ExperimentReader.HypothesisKey] as DataNode.Mapping;
        var hypothesis = source is not null && PythonTruth.Of(source["probes"]) ? new HypothesisExecution(source, activities, context.Clock, state.Judged, progress) : null;
        if (hypothesis is not null && strategy.RunsBefore() && !await IsSteadyBeforeAsync(hypothesis)) return;
        if (hypothesis is not null && strategy.RunsDuring()) samples = Task.Run(() => SampleAsync(hypothesis), CancellationToken.None);
        var played = await PlayMethodAsync();
        await methodOver.CancelAsync();
        if (played && hypothesis is not null && strategy.RunsAfter() && state.Status is not ("interrupted" or "aborted")) await VerifyAfterAsync(hypothesis);
    }

    /// <summary>An unmet gate ends the run as completed, not deviated; the method is not played, rollbacks are (a quirk since 1.35).</summary>
    private async Task<bool> IsSteadyBeforeAsync(HypothesisExecution hypothesis)
    {
        var result = await hypothesis.RunAsync(RunPhase.HypothesisBefore, main.Token);
        state.Before = result.State;
        if (!result.Met) state.Status = result.AllSucceeded ? "completed" : "failed";
        return result.Met;
    }

    private async Task VerifyAfterAsync(HypothesisExecution hypothesis)
    {
        var result = await hypothesis.RunAsync(RunPhase.HypothesisAfter, main.Token);
        state.After = result.State;
        if (result.Met) return;
        state.Deviated = true;
        state.Status = result.AllSucceeded ? "completed" : "failed";
    }

    /// <summary>Samples the hypothesis until the method is over; at least once.</summary>
    private async Task SampleAsync(HypothesisExecution hypothesis)
    {
        var frequency = Pause.Span(request.Order.Options.HypothesisFrequency ?? 1.0);
        try
        {
            do
            {
                if (state.Status is "failed" or "interrupted" or "aborted") return;
                var sample = await hypothesis.RunAsync(RunPhase.HypothesisDuring, side.Token);
                state.AddSample(sample.State);
                if (!sample.Met && request.Order.Options.FailFast)
                {
                    state.Status = "failed";
                    return;
                }
            }
            while (await WaitAsync(frequency));
        }
        catch (OperationCanceledException) when (main.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            Abort(error);
        }
    }

    /// <summary>False where the method was over, or the run interrupted, before the time had passed.</summary>
    private async Task<bool> WaitAsync(TimeSpan time)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(methodOver.Token, main.Token);
        await Task.Delay(time, context.Clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }

    /// <summary>False where an error ended the method; the run is then aborted and the hypothesis not looked at again.</summary>
    private async Task<bool> PlayMethodAsync()
    {
        progress.Report(new RunEvent.PhaseStarted(RunPhase.Method) { At = context.Clock.GetUtcNow() });
        try
        {
            await PlayAsync("method", RunPhase.Method, static status => status is "aborted" or "failed" or "interrupted", Over, side.Token);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException || !main.IsCancellationRequested)
        {
            Abort(error);
            return false;
        }
    }

    private async Task RollBackAsync()
    {
        // Our own strategies finish what they began; the Chaos Toolkit's leave at the first signal, and so do we when asked to be like it.
        var interrupts = request.Order.Options.Compat && !signals.Interrupt.IsCancellationRequested;
        using var cut = interrupts
            ? CancellationTokenSource.CreateLinkedTokenSource(signals.Interrupt, signals.Kill, signals.NoRollbacks)
            : CancellationTokenSource.CreateLinkedTokenSource(signals.Kill, signals.NoRollbacks);
        progress.Report(new RunEvent.PhaseStarted(RunPhase.Rollbacks) { At = context.Clock.GetUtcNow() });
        try
        {
            await PlayAsync("rollbacks", RunPhase.Rollbacks, static _ => false, Cut, cut.Token);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            state.Status = "interrupted";
        }
        catch (Exception error)
        {
            Abort(error);
        }

        CancellationToken Cut()
        {
            if (signals.NoRollbacks.IsCancellationRequested || signals.Kill.IsCancellationRequested || (interrupts && signals.Interrupt.IsCancellationRequested)) cut.Cancel();
            return cut.Token;
        }
    }

    /// <summary>Plays activities in order. Those in the background are started in order and waited for at the end, whatever happened.</summary>
    private async Task PlayAsync(string part, RunPhase phase, Func<string?, bool> ends, Func<CancellationToken> stop, CancellationToken stopBackground)
    {
        var background = new List<Task>();
        try
        {
            foreach (var activity in ActivitiesOf(part))
            {
                stop().ThrowIfCancellationRequested();
                if (PythonTruth.Of(activity["background"])) background.Add(RunInBackgroundAsync(activity, phase, stopBackground));
                else await activities.RunAsync(activity, phase, stop());
                if (ends(state.Status)) break;
            }
        }
        finally
        {
            await Task.WhenAll(background);
        }

        stop().ThrowIfCancellationRequested();
    }

    /// <summary>An error in the background is lost, as with the Chaos Toolkit: the entry has no status.</summary>
    private async Task RunInBackgroundAsync(DataNode.Mapping activity, RunPhase phase, CancellationToken stop)
    {
        try
        {
            await backgroundActivities.RunAsync(activity, phase, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || main.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            progress.Report(new RunEvent.LogLine("A background activity ended in an error: " + NativeCrash.Words(error)) { At = context.Clock.GetUtcNow() });
        }
    }

    /// <summary>What would be a crash, also one of our own: said at once, since the rollbacks may take long, and they are played.</summary>
    private void Abort(Exception error)
    {
        var words = NativeCrash.Words(error);
        state.Abort(words);
        progress.Report(new RunEvent.LogLine("The run crashes: " + words) { At = context.Clock.GetUtcNow() });
    }

    private IEnumerable<DataNode.Mapping> ActivitiesOf(string part) => experiment[part] switch
    {
        null => [],
        DataNode.Sequence list => list.Items.Select(item => item as DataNode.Mapping ?? throw new ExperimentErrorException($"An activity of '{part}' is not a mapping.")),
        _ => throw new ExperimentErrorException($"'{part}' is not a list of activities."),
    };

    private void EndMethodProcesses() => request.Processes.EndAll();
}
