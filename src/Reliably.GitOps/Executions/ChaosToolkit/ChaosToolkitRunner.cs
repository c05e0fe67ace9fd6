using System.Diagnostics.CodeAnalysis;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>Drives the real <c>chaos run</c> on the experiment's own file, in a private folder, and follows its log.</summary>
internal sealed class ChaosToolkitRunner(string chaos, PrivateFolder folder, TimeProvider clock) : IExperimentRunner
{
    public const string Name = "chaostoolkit";

    /// <summary>How long the method's processes may go on after an interruption.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task<RunOutcome> RunAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(signals);
        var experiment = folder.Write("experiment" + request.Order.Experiment.Extension, request.Order.Experiment.Content.Span);
        var journal = Path.Combine(folder.Path, "journal.json");
        var log = new ChaosLogFollower(progress, clock);
        var command = new ProcessCommand
        {
            Program = chaos,
            Arguments = ChaosCommandLine.Of(request, experiment, journal),
            Environment = request.EnvironmentVariables,
            WorkingFolder = request.WorkingFolder,
        };
        try
        {
            await CarryOutAsync(command, request.Processes, log, signals);
            return OutcomeOf(await ReadJournalAsync(journal), log);
        }
        catch (ProcessStartException exception)
        {
            return new() { Runner = new(Name, "unknown"), Error = $"The Chaos Toolkit could not be started: {exception.Reason} ({chaos})." };
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "The interruption is waited for before the process is let go.")]
    private static async Task CarryOutAsync(ProcessCommand command, RunProcesses processes, ChaosLogFollower log, RunSignals signals)
    {
        using var child = processes.Start(command, new() { OnError = log.Read, DiscardOutput = true });
        await using var killing = signals.Kill.Register(child.Kill);
        var interruption = Task.CompletedTask;
        await using (signals.Interrupt.Register(() => interruption = InterruptAsync(child, processes, log)))
        {
            await child.Completion;
        }

        log.End();
        await interruption;
    }

    /// <summary>
    /// Sends SIGTERM, which ends the current activity and plays rollbacks by strategy. Rollbacks that have begun are left to end. What the method
    /// started is ended too, before rollbacks where it can be: the Chaos Toolkit itself ends only its direct child.
    /// </summary>
    private static async Task InterruptAsync(ChildProcess child, RunProcesses processes, ChaosLogFollower log)
    {
        if (log.RollbacksBegan.IsCompleted) return;
        var living = processes.Living(child.Id);
        child.Signal(Posix.SigTerm);
        await Task.WhenAny(child.Completion, log.RollbacksBegan, Task.Delay(Grace));
        var still = processes.Living(child.Id);
        foreach (var pid in living.Where(still.Contains)) _ = Posix.kill(pid, Posix.SigKill);
    }

    private static async Task<DataNode.Mapping?> ReadJournalAsync(string path) =>
        File.Exists(path) ? JsonReader.TryParse(await File.ReadAllBytesAsync(path), out _) as DataNode.Mapping : null;

    private static RunOutcome OutcomeOf(DataNode.Mapping? journal, ChaosLogFollower log) => new()
    {
        Runner = new(Name, (journal?["chaoslib-version"] as DataNode.Text)?.Value ?? "unknown"),
        Journal = journal,
        Error = journal is null ? "The Chaos Toolkit left no journal" + (log.LastProblem is { } problem ? ": " + problem : ".") : null,
        Log = log.Text,
    };
}

/// <summary>Cuts the log into lines and turns them into events.</summary>
internal sealed class ChaosLogFollower(IProgress<RunEvent> progress, TimeProvider clock)
{
    private readonly ChaosLog log = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder all = new();
    private readonly StringBuilder line = new();
    private readonly TaskCompletionSource rollbacks = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text => all.ToString();

    public string? LastProblem => log.LastProblem;

    /// <summary>Comes when the first rollback is about to be played; may never come.</summary>
    public Task RollbacksBegan => rollbacks.Task;

    public void Read(ReadOnlyMemory<byte> bytes)
    {
        Span<char> letters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var letter in letters[..decoder.GetChars(bytes.Span, letters, flush: false)])
        {
            if (letter == '\n') EndLine();
            else line.Append(letter);
        }
    }

    public void End() => EndLine();

    private void EndLine()
    {
        var text = line.ToString();
        line.Clear();
        all.Append(text).Append('\n');
        foreach (var item in log.Read(text, clock.GetUtcNow()))
        {
            if (item is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks }) rollbacks.TrySetResult();
            progress.Report(item);
        }
    }
}
