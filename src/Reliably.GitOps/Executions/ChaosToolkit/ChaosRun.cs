using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>One <c>chaos run</c>, from its start to its last line.</summary>
internal sealed record ChaosRun(string Chaos, RunRequest Request, ChaosFiles Files, IProgress<RunEvent> Progress, RunSignals Signals, TimeProvider Clock)
{
    /// <summary>How long the method's processes may go on after an interruption.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long until it is looked again what still lives of an interrupted method.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    [SuppressMessage("Reliability", "CA2025", Justification = "The interruption is waited for before the process is let go.")]
    public async Task<ChaosEnd> RunAsync()
    {
        var start = Clock.GetUtcNow();
        var seen = new SeenEvents(Progress);
        ChaosProcess? process = null;
        await using var channel = Files.Control is { } module ? ModuleChannel.Open(module.Folder, DutiesOf(seen, () => process)) : null;
        var log = new ChaosLogFollower(seen, Clock, () => channel?.Hello is not null);
        using var child = Request.Processes.Start(Command, new() { OnError = log.Read, DiscardOutput = true });
        process = new ChaosProcess(child, Request.Processes, () => channel?.ProcessId);
        await using var killing = Signals.Kill.Register(child.Kill);
        await using var cutting = Signals.NoRollbacks.Register(() => process.Signal(Posix.SigUsr2));
        var interruption = Task.CompletedTask;
        await using (Signals.Interrupt.Register(() => interruption = InterruptAsync(child, process, seen, () => channel?.Hello is not null)))
        {
            await child.Completion;
        }

        var result = await child.Completion;
        if (channel is not null) await channel.EndAsync();
        log.End();
        await interruption;
        return new()
        {
            Start = start,
            Status = result.Status,
            Library = channel?.Hello?.Library,
            Began = seen.Began,
            RefusedControl = channel is { Hello: null } && !seen.Began && result.Status != 0 && RefusesControl(log.Text),
            LastProblem = log.LastProblem,
            Log = log.Text,
        };
    }

    /// <summary>Before 1.33 the option is unknown; 1.33.0 knows it, and fails in the function that reads the file.</summary>
    private static bool RefusesControl(string log) => log.Contains("--control-file", StringComparison.Ordinal) || log.Contains("load_global_controls", StringComparison.Ordinal);

    private ProcessCommand Command => new()
    {
        Program = Chaos,
        Arguments = ChaosCommandLine.Of(Request, Files),
        Environment = Files.Control?.In(Request.EnvironmentVariables) ?? Request.EnvironmentVariables,
        WorkingFolder = Request.WorkingFolder,
        LongestOutput = 0, // the log is read as it comes
    };

    private ModuleDuties DutiesOf(SeenEvents seen, Func<ChaosProcess?> process) => new()
    {
        Progress = seen,
        Signals = Signals,
        Clock = Clock,
        BeforeRollbacks = () =>
        {
            if (Signals.Interrupt.IsCancellationRequested) process()?.EndMethod(beforeRollbacks: true);
            seen.RollbacksBegin();
        },
    };

    /// <summary>
    /// Ends the current activity, and the method with it; rollbacks by strategy, or none. Rollbacks that have begun are left to end. What the method
    /// started is ended too: the Chaos Toolkit itself ends only its direct child.
    /// </summary>
    private async Task InterruptAsync(ChildProcess child, ChaosProcess process, SeenEvents seen, Func<bool> asks)
    {
        if (seen.RollbacksBegan.IsCompleted)
        {
            if (Request.Order.Options.Compat) process.Signal(Posix.SigUsr1); // what is left of them is not played
            return;
        }

        var living = process.Started().ToHashSet();
        if (seen.RollbacksBegan.IsCompleted) return; // meanwhile
        if (!Signals.NoRollbacks.IsCancellationRequested) process.Signal(Posix.SigTerm);
        var over = Task.WhenAny(child.Completion, seen.RollbacksBegan);
        await Task.WhenAny(over, Task.Delay(Grace));
        process.End(living);

        // What began meanwhile goes too. Only one that asks before its rollbacks lets us tell a rollback's processes from the method's.
        while (asks() && !over.IsCompleted)
        {
            process.EndMethod(beforeRollbacks: false);
            await Task.WhenAny(over, Task.Delay(Again));
        }
    }
}

/// <summary>Passes events on, and remembers how far the run is.</summary>
internal sealed class SeenEvents(IProgress<RunEvent> next) : IProgress<RunEvent>
{
    private readonly TaskCompletionSource rollbacks = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Comes when the first rollback is about to be played; may never come.</summary>
    public Task RollbacksBegan => rollbacks.Task;

    /// <summary>Whether anything of the experiment began.</summary>
    public bool Began { get; private set; }

    public void RollbacksBegin() => rollbacks.TrySetResult();

    public void Report(RunEvent value)
    {
        if (value is not RunEvent.LogLine) Began = true;
        if (value is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks }) RollbacksBegin();
        next.Report(value);
    }
}
