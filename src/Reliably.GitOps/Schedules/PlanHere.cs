using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>Runs a plan on a working folder, as its caller, once. Nothing is claimed and nothing is published.</summary>
internal static class PlanHere
{
    private const int Deviated = 1;
    private const int Failed = 2;
    private const int Refused = 3;

    public static async Task<int> RunAsync(Terminal terminal, string name, CancellationToken stop)
    {
        var folder = PlanFolder.Read(terminal.WorkingFolder);
        var due = new DuePlan { Plan = folder.Find(name), Trigger = TriggerKind.Manual, ClaimKey = "here", Actor = terminal.Variables.GetValueOrDefault("USER") };
        var orders = PlanOrders.Of(due, new(folder.Snapshot, [], ImmutableSortedDictionary<string, CommitSha>.Empty), RunnerChoice.Auto, terminal.Clock.GetUtcNow());
        var log = new ServiceLog(terminal.Error, terminal.Clock);
        var runs = Directory.CreateTempSubdirectory("reliably-plan-");
        try
        {
            var execution = new ExperimentExecution(new()
            {
                Grants = new(),
                UnderServe = false,
                Variables = terminal.Variables,
                RunsFolder = runs.FullName,
                Clock = terminal.Clock,
                WorkingFolder = terminal.WorkingFolder,
                Obstacles = new(terminal.Clock, EmergencyFile.All(terminal.Variables, EmergencyFile.OfFolder(terminal.WorkingFolder)), new(null)) { Guardrails = folder.Snapshot.Settings.Guardrails },
            });
            var worst = ExitCodes.Ok;
            foreach (var order in orders)
            {
                log.Report(new ServiceEvent.ExecutionStarted(order));
                var (executed, stopped) = await OneAsync(execution, order, log, terminal, stop);
                log.Report(new ServiceEvent.ExecutionEnded(executed.Record));
                await terminal.Output.WriteLineAsync($"{order.Experiment.Slug}: {Verdicts.NameOf(executed.Record.Verdict)} - {executed.Record.VerdictReason}");
                worst = Math.Max(worst, ExitCodeOf(executed.Record));
                if (stopped || (due.Plan.StopOnDeviated && executed.Record.Deviated)) break;
            }

            return worst;
        }
        finally
        {
            runs.Delete(recursive: true);
        }
    }

    /// <summary>The run, and whether somebody stopped it: then the next does not begin.</summary>
    private static async Task<(ExecutedRun Run, bool Stopped)> OneAsync(ExperimentExecution execution, ExecutionOrder order, ServiceLog log, Terminal terminal, CancellationToken stop)
    {
        using var control = new RunControl(terminal.Clock);
        await using var stopping = stop.Register(() => control.Stop(new()));
        using var interruption = new RunInterruption(control, answer => terminal.Error.WriteLine(answer.Text + (control.Signals.Kill.IsCancellationRequested ? "" : " Once more ends everything at once.")));
        var running = new RunningExecutions();
        running.Add(new(order, terminal.Clock.GetUtcNow(), control));
        await using var reach = ControlReach.Soon(running, terminal.Variables, problem => terminal.Error.WriteLine($"reliably: this run cannot be stopped or paused from another terminal: {problem}"));
        return (await execution.RunAsync(order, new Progress(order, log), control), control.Stopped is not (null or { Kind: "timeout" }));
    }

    private static int ExitCodeOf(ExecutionRecord record) => record switch
    {
        { Verdict: Verdict.Blocked } => Refused,
        { Deviated: true } => Deviated,
        { Status: "completed" } => ExitCodes.Ok,
        _ => Failed,
    };

    private sealed class Progress(ExecutionOrder order, ServiceLog log) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => log.Report(new ServiceEvent.ExecutionProgress(order, value));
    }
}
