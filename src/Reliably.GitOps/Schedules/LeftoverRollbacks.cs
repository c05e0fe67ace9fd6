using System.Collections.Immutable;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Plays the rollbacks of an experiment that its service did not survive, where its strategy asks for them on an interruption. All its
/// processes have been ended before.
/// </summary>
internal sealed class LeftoverRollbacks(BareMirror mirror, SnapshotSource source, RunExperiment experiment, ServiceSurroundings surroundings)
{
    private const string Kind = "rollback";

    /// <summary>What became of each rollback; empty where there is none to play.</summary>
    public async Task<ImmutableArray<ExecutionEvent>> PlayAsync(ExecutionRecord record, CancellationToken stop)
    {
        if (!RunStrategies.PlaysRollbacks(record.RollbackStrategy.Value, "interrupted", deviated: false)) return [];
        try
        {
            if (await OrderAsync(record, stop) is not { } order) return [];
            var seen = new Rollbacks();
            using var control = new RunControl(surroundings.Clock);
            await using var stopping = stop.Register(() => control.Stop(new() { Who = "the service", Why = "it was stopped" }));
            var executed = await experiment(order, seen, control);
            return seen.Events.IsEmpty ? [new(Now, Kind, "No rollback was played: " + executed.Record.VerdictReason)] : seen.Events;
        }
        catch (CannotRunException exception)
        {
            return [new(Now, Kind, "No rollback was played: " + exception.Message)];
        }
    }

    private DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    /// <summary>The same experiment with nothing but its rollbacks; null where it has none, or is not the one that was run.</summary>
    private async Task<ExecutionOrder?> OrderAsync(ExecutionRecord record, CancellationToken stop)
    {
        if (record.Commit is not { } commit || !await mirror.HasAsync(commit, stop)) return null;
        var snapshot = await source.PeekAsync(commit, stop);
        if (snapshot.Experiments.GetValueOrDefault(record.Experiment) is not { } document || document.ContentHash != record.ContentHash) return null;
        if (RollbacksOnly.Of(document) is not { } rollbacks) return null;
        return new()
        {
            Id = record.Id,
            Experiment = rollbacks,
            Commit = commit,
            Plan = record.Plan,
            Trigger = record.Trigger,
            Environment = record.Environment is { } name ? snapshot.Environments.GetValueOrDefault(name) : null,
            Deployment = record.Deployment,
            Unguarded = true,
            Options = new() { Runner = surroundings.Runner, RollbackStrategy = new(RunStrategies.Always, "default") },
        };
    }

    private sealed class Rollbacks : IProgress<RunEvent>
    {
        public ImmutableArray<ExecutionEvent> Events { get; private set; } = [];

        public void Report(RunEvent value)
        {
            if (value is RunEvent.ActivityEnded { Phase: RunPhase.Rollbacks } ended)
            {
                Events = Events.Add(new(ended.At, Kind, $"'{ended.Name}' was played after the restart and {(ended.Succeeded ? "succeeded" : "failed")}."));
            }
        }
    }
}
