using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Plays the rollbacks of a run whose engine is gone: it was killed because it did not end, or died by itself. Nothing that it started lives
/// any more. Our own engine plays them where it can; whatever became of them is recorded.
/// </summary>
internal sealed class AbandonedRollbacks(ExecutionSurroundings surroundings, RunControl control, IProgress<RunEvent> progress)
{
    private const string Lead = "rollbacks";

    /// <summary>What became of one rollback; whoever watches the run's progress saw it there.</summary>
    private const string One = "rollback";

    /// <param name="request">The run that was.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="why">What became of its engine, as a sentence.</param>
    public async Task PlayAsync(RunRequest request, PrivateFolder folder, string why)
    {
        if (RollbacksOnly.Of(request.Order.Experiment) is not { } document) return;
        if (RunnerFor(request, document) is not { } chosen) return;
        control.Record(Lead, $"{why} Its rollbacks are played by Reliably, {(chosen.Own ? "with its own engine" : chosen.Order.DeploymentDocument is Deployment.Container ? "in another container" : "with another run of the Chaos Toolkit")}.", null);
        control.RollbacksBegan();
        using var rest = folder.Fresh("rollbacks");
        using var late = new CancellationTokenSource(surroundings.Limits.RollbackTimeout, surroundings.Clock);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(late.Token, control.Signals.Kill, control.Signals.NoRollbacks);
        var heard = new Listener(control, progress);
        var place = chosen.Order.DeploymentDocument is Deployment.Container ? folder : rest; // secrets that are files lie there
        var outcome = await chosen.Runner(place).RunAsync(request with { Order = chosen.Order, RollbackStrategy = new(RunStrategies.Always, "default") }, heard, new(CancellationToken.None, cut.Token) { Pauses = control.Signals.Pauses });
        if (late.IsCancellationRequested) control.Record("killed", $"The rollbacks took longer than {RunClock.Words(surroundings.Limits.RollbackTimeout)} and were cut off.", null);
        else if (!heard.Any) control.Record(Lead, "No rollback could be played: " + (outcome.Error ?? "the engine did not say why."), null);
    }

    private ChosenRunner? RunnerFor(RunRequest request, ExperimentDocument document)
    {
        var order = request.Order with { Experiment = document };
        if (order.DeploymentDocument is Deployment.Container && RunnerSelection.Of(order, surroundings, request.EnvironmentVariables).Runner is { } inContainer) return new(inContainer, order, false);
        var own = order with { Options = order.Options with { Runner = RunnerChoice.Native } };
        var selection = RunnerSelection.Of(own, surroundings, request.EnvironmentVariables);
        if (selection.Runner is { } runner) return new(runner, own, true);
        if (order.Options.Runner != RunnerChoice.Native && RunnerSelection.Of(order, surroundings, request.EnvironmentVariables).Runner is { } other) return new(other, order, false);
        control.Record(Lead, "No rollback was played: " + selection.Problem, null);
        return null;
    }

    private sealed record ChosenRunner(Func<PrivateFolder, IExperimentRunner> Runner, ExecutionOrder Order, bool Own);

    /// <summary>Passes on what concerns rollbacks, and records each.</summary>
    private sealed class Listener(RunControl control, IProgress<RunEvent> progress) : IProgress<RunEvent>
    {
        public bool Any { get; private set; }

        public void Report(RunEvent value)
        {
            if (value is RunEvent.ActivityEnded { Phase: RunPhase.Rollbacks } ended)
            {
                Any = true;
                control.Record(One, $"'{ended.Name}' {(ended.Succeeded ? "succeeded" : "failed")}.", null);
            }

            if (value is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks } or RunEvent.ActivityStarted { Phase: RunPhase.Rollbacks } or RunEvent.ActivityEnded { Phase: RunPhase.Rollbacks }) progress.Report(value);
        }
    }
}
