using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Demo;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Executions.Native;
using Reliably.GitOps.Executions.Guards;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably run</c>: one experiment, here and now, without a plan and without a service.</summary>
internal static class RunCommand
{
    /// <summary>1 is a deviation, 2 a run that failed, was aborted or interrupted, 3 one that a guard refused (PRODUCT: Command line).</summary>
    private const int DeviatedCode = 1;
    private const int FailedCode = 2;
    private const int RefusedCode = 3;

    public static Command Create(Terminal terminal)
    {
        var experiment = new Argument<string>("EXPERIMENT") { Description = "Path of an experiment, or its name in the repository of this folder." };
        var journal = new Option<string>("--journal") { Description = "Where the journal is written.", DefaultValueFactory = static _ => "./journal.json" };
        var environment = new Option<string?>("--environment") { Description = "Name of an environment of the repository: its variables and secrets." };
        var integrations = new Option<string[]>("--integration") { Description = "Name of an integration of the repository: a pre-check, a safeguard or an automatic pause. May be given again.", DefaultValueFactory = static _ => [] };
        var commands = new Option<string?>("--secret-commands") { Description = $"File that says which commands give secrets (default: the one that {SecretCommandFile.Variable} names)." };
        var quiet = new Option<bool>("--quiet") { Description = "Says nothing but the verdict." };
        var onlyRollbacks = new Option<bool>("--only-rollbacks") { Description = "Plays nothing but the rollbacks: for undoing what a run that was cut off has changed." };
        var remote = new Option<string?>("--remote") { Description = "Socket of the service that directs the run, in a container.", Hidden = true };
        var syntax = new RunOptionsSyntax();
        var command = new Command("run", "Runs one experiment: exit code 0 completed, 1 deviated, 2 failed, aborted or interrupted, 3 refused by a guard.")
        {
            experiment, journal, environment, integrations, commands, onlyRollbacks, quiet, remote,
        };
        syntax.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(terminal, new()
        {
            Experiment = parsed.GetValue(experiment)!,
            Journal = parsed.GetValue(journal)!,
            Environment = parsed.GetValue(environment),
            Integrations = parsed.GetValue(integrations) ?? [],
            SecretCommands = parsed.GetValue(commands),
            OnlyRollbacks = parsed.GetValue(onlyRollbacks),
            Quiet = parsed.GetValue(quiet),
            Remote = parsed.GetValue(remote),
            Options = syntax.Read(parsed),
        }));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, RunArguments arguments)
    {
        var target = RunTarget.Find(terminal, arguments);
        if (target.Document is not { } document || target.Problems.Any(static problem => problem.Severity == Severity.Error))
        {
            Print(terminal, target);
            throw new CannotRunException($"{arguments.Experiment} cannot be run as it is.", "Correct what is said above; --no-validation runs an experiment that can be read all the same.");
        }

        if (arguments.OnlyRollbacks) (target, arguments) = ForRollbacks(target, document, arguments);
        var printer = arguments.Quiet ? null : new RunPrinter(terminal);
        printer?.Title(document.Experiment.Title, document.Path);
        var guards = RunGuardrails.Find(target.Root, arguments.Integrations);
        var run = await RunAsync(terminal, ExecutionOf(terminal, guards.Obstacles(terminal), SecretCommandFile.Read(terminal, arguments.SecretCommands, target.Environment), arguments.Remote is not null), OrderOf(terminal, target, guards, arguments), printer, arguments.Remote);
        WriteJournal(terminal, arguments, run);
        return Conclude(terminal, run.Record);
    }

    /// <summary>Ctrl-C and other terminals direct the run; in a container, who listens at the other end of a socket does.</summary>
    private static async Task<ExecutedRun> RunAsync(Terminal terminal, ExperimentExecution execution, ExecutionOrder order, RunPrinter? printer, string? socket)
    {
        using var control = new RunControl(terminal.Clock);
        using var interruption = new RunInterruption(control, answer => terminal.Error.WriteLine(control.Signals.Kill.IsCancellationRequested ? answer.Text : $"Interrupting: {answer.Text} Once more ends everything at once."));
        if (socket is not null)
        {
            using var remote = RemoteControl.Connect(socket, NativeRunner.EngineVersion, control);
            return await execution.RunAsync(order, remote, control);
        }

        var running = new RunningExecutions();
        running.Add(new(order, terminal.Clock.GetUtcNow(), control));
        await using var reach = ControlReach.Soon(running, terminal.Variables, problem => terminal.Error.WriteLine($"reliably: this run cannot be stopped or paused from another terminal: {problem}"));
        return await execution.RunAsync(order, new Listener(printer), control);
    }

    private static (RunTarget Target, RunArguments Arguments) ForRollbacks(RunTarget target, ExperimentDocument document, RunArguments arguments)
    {
        var rest = RollbacksOnly.Of(document) ?? throw new CannotRunException($"{arguments.Experiment} has no rollbacks.", "There is nothing to undo by it.");
        var options = arguments.Options with { RollbackStrategy = arguments.Options.RollbackStrategy ?? new(RunStrategies.Always, "command line") };
        return (target with { Document = rest }, arguments with { Options = options });
    }

    private static ExperimentExecution ExecutionOf(Terminal terminal, RunObstacles obstacles, ImmutableArray<SecretCommand> commands, bool directed) => new(new()
    {
        DirectedFromOutside = directed,
        SecretCommands = commands,
        Grants = RepositoryGrants.None,
        UnderServe = false,
        Variables = terminal.Variables,
        RunsFolder = Path.GetTempPath(), // the run makes a folder of a name nobody can foresee, for its owner alone
        Clock = terminal.Clock,
        WorkingFolder = terminal.WorkingFolder,
        JournalLimit = null,
        Obstacles = obstacles,
    });

    private static ExecutionOrder OrderOf(Terminal terminal, RunTarget target, RunGuardrails guards, RunArguments arguments) => new()
    {
        Id = ExecutionId.Create(terminal.Clock.GetUtcNow(), RandomNumberGenerator.GetInt32(1 << 24)),
        Experiment = target.Document!,
        Trigger = TriggerKind.Command,
        Environment = target.Environment,
        Timeout = guards.Guardrails.Cut(TimeSpan.FromDays(1)),
        Guards = guards.Guards,
        Unguarded = arguments.OnlyRollbacks, // nothing forbids to undo
        Options = arguments.Options,
    };

    private static void Print(Terminal terminal, RunTarget target)
    {
        foreach (var problem in target.Problems.Where(static problem => problem.Severity == Severity.Error))
        {
            terminal.Error.WriteLine($"{problem.Location}: error {problem.Code}: {problem.Message}");
            if (problem.Hint is { } hint) terminal.Error.WriteLine("  " + hint);
        }
    }

    private static void WriteJournal(Terminal terminal, RunArguments arguments, ExecutedRun run)
    {
        if (run.JournalText is not { } text) return;
        var path = Path.GetFullPath(arguments.Journal, terminal.WorkingFolder);
        try
        {
            if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder);
            if (arguments.Remote is not null) MaskedCount.Write(path, run.Record.MaskedValues);
            File.WriteAllText(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The run is over ({Verdicts.NameOf(run.Record.Verdict)}), but its journal cannot be written: {exception.Message}", "Name another place with --journal.", exception);
        }
    }

    private static int Conclude(Terminal terminal, ExecutionRecord record)
    {
        if (record.Verdict == Verdict.Error) throw new CannotRunException("The experiment was not run.", record.VerdictReason);
        terminal.Output.WriteLine($"{Verdicts.NameOf(record.Verdict)}: {HarmlessText.InLine(record.VerdictReason)}");
        if (record.Verdict == Verdict.Blocked) return RefusedCode;
        if (record.Deviated) return DeviatedCode;
        return record.Status == "completed" ? ExitCodes.Ok : FailedCode;
    }

    private sealed class Listener(RunPrinter? printer) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => printer?.Show(value);
    }
}

/// <summary>What was typed.</summary>
internal sealed record RunArguments
{
    public required string Experiment { get; init; }

    public required string Journal { get; init; }

    public string? Environment { get; init; }

    public string[] Integrations { get; init; } = [];

    /// <summary>File that says which commands give secrets.</summary>
    public string? SecretCommands { get; init; }

    public bool OnlyRollbacks { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Socket of whoever directs the run from outside of its container.</summary>
    public string? Remote { get; init; }

    public required RunOptions Options { get; init; }
}
