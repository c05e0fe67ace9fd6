using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Plays the rollbacks of an experiment that its service did not survive, where its strategy asks for them on an interruption, less those
/// that had been played before. All its processes have been ended by then. Where they are not played, it says how to.
/// </summary>
internal sealed class LeftoverRollbacks(FindLeftOrder find, RunExperiment experiment, RunBook book, ServiceSurroundings surroundings)
{
    private const string Kind = "rollback";

    private DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    /// <summary>What became of them.</summary>
    public async Task<Undoing> PlayAsync(ExecutionRecord record, CancellationToken stop)
    {
        var left = await find(record, stop);
        if (left.Order is not { } order) return NotPlayed(record, left.Gone!);
        if (order.Experiment.Experiment.Rollbacks.IsEmpty) return Undoing.Nothing;
        var played = book.PlayedRollbacks(record.Id);
        if (RollbacksOnly.Of(order.Experiment, played) is not { } rest) return new("Its rollbacks had been played.", [Event("All rollbacks had been played before the service ended.")]);
        return RunStrategies.PlaysRollbacks(record.RollbackStrategy.Value, "interrupted", deviated: false)
            ? await PlayAsync(record, OnlyUndoing(order, rest), played.Count, stop)
            : NotPlayed(record, $"the rollback strategy is '{record.RollbackStrategy.Value}' ({record.RollbackStrategy.Source})");
    }

    private async Task<Undoing> PlayAsync(ExecutionRecord record, ExecutionOrder order, int before, CancellationToken stop)
    {
        var seen = new Rollbacks(record.Id, book);
        try
        {
            using var control = new RunControl(surroundings.Clock);
            await using var stopping = stop.Register(() => control.Stop(new() { Who = "the service", Why = "it was stopped" }));
            var executed = await experiment(order, seen, control);
            if (seen.Events.IsEmpty) return NotPlayed(record, executed.Record.VerdictReason.TrimEnd('.'));
        }
        catch (CannotRunException exception)
        {
            return NotPlayed(record, exception.Message.TrimEnd('.')) with { Events = [.. seen.Events, Event("Not all rollbacks were played: " + exception.Message)] };
        }

        return new(
            before == 0 ? "Its rollbacks were played when the service started again." : "The rest of its rollbacks was played when the service started again.",
            before == 0 ? seen.Events : seen.Events.Insert(0, Event($"{before} of its rollbacks had been played before the service ended; they are not played again.")));
    }

    private Undoing NotPlayed(ExecutionRecord record, string why)
    {
        var how = $"Play them with 'reliably run {record.ExperimentPath} --only-rollbacks'{(record.Commit is { } commit ? $" at commit {commit.Short}" : "")}.";
        return new($"What it had changed may still be changed: its rollbacks were not played, because {why}. {how}", [Event($"No rollback was played: {why}. {how}")]);
    }

    private ExecutionEvent Event(string text) => new(Now, Kind, text);

    private ExecutionOrder OnlyUndoing(ExecutionOrder order, ExperimentDocument rest) => order with
    {
        Experiment = rest,
        Unguarded = true,
        Guards = GuardSet.None,
        Options = new() { Runner = surroundings.Runner, RollbackStrategy = new(RunStrategies.Always, "default") },
    };

    private sealed class Rollbacks(ExecutionId id, RunBook book) : IProgress<RunEvent>
    {
        public ImmutableArray<ExecutionEvent> Events { get; private set; } = [];

        public void Report(RunEvent value)
        {
            if (value is not RunEvent.ActivityEnded { Phase: RunPhase.Rollbacks } ended) return;
            book.NoteRollback(id, ended.Name);
            Events = Events.Add(new(ended.At, Kind, $"'{ended.Name}' was played after the restart and {(ended.Succeeded ? "succeeded" : "failed")}."));
        }
    }
}
