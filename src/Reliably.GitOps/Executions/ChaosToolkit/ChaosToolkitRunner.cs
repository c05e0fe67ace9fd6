using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// Drives the real <c>chaos run</c> on the experiment's own file, in a private folder. A control module of ours tells how it goes and holds it
/// where it is paused; a Chaos Toolkit that takes none is followed by its log.
/// </summary>
internal sealed class ChaosToolkitRunner(string chaos, PrivateFolder folder, TimeProvider clock) : IExperimentRunner
{
    public const string Name = "chaostoolkit";

    private const string JournalName = "journal.json";

    /// <summary>The kind of the events that say what is special about a runner.</summary>
    private const string RunnerEvent = "runner";

    public async Task<RunOutcome> RunAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(signals);
        var files = new ChaosFiles(
            folder.Write("experiment" + request.Order.Experiment.Extension, request.Order.Experiment.Content.Span),
            Path.Combine(folder.Path, JournalName),
            ControlModule.Write(folder));
        try
        {
            request.Processes.Account?.Give(folder.Path);
            var run = new ChaosRun(chaos, request, files, progress, signals, clock);
            var end = await run.RunAsync();
            if (end.RefusedControl) end = await (run with { Files = files with { Control = null } }).RunAsync();
            var outcome = OutcomeOf(end, request.Processes.Account is null ? JournalFile.Read(files.Journal) : JournalFile.ReadOfOther(folder.Path, JournalName), signals);
            foreach (var said in outcome.Events) progress.Report(new RunEvent.Intervened(said) { At = said.At });
            return outcome;
        }
        catch (ProcessStartException exception)
        {
            return new() { Runner = new(Name, "unknown"), Error = $"The Chaos Toolkit could not be started: {exception.Reason} ({chaos})." };
        }
    }

    private static RunOutcome OutcomeOf(ChaosEnd end, JournalFile file, RunSignals signals)
    {
        var version = end.Library ?? (file.Journal?["chaoslib-version"] as Documents.DataNode.Text)?.Value ?? "unknown";
        var warning = end is { Library: null, Controlled: false, Began: false } ? null : ChaosToolkitVersions.Warning(version, end.Controlled);
        return new()
        {
            Runner = new(Name, version),
            Journal = file.Journal,
            Error = file.Problem is { } problem ? ProblemOf(problem, end, signals) : null,
            Log = end.Log,
            Events = [.. ((string?[])[warning, Uncontrolled(end, warning)]).OfType<string>().Select(text => new ExecutionEvent(end.Start, RunnerEvent, text))],
        };
    }

    private static string? Uncontrolled(ChaosEnd end, string? warning) => end.Controlled || !end.Began || warning is not null
        ? null
        : "This Chaos Toolkit did not load our control module: progress was read from its log, and it could not be paused.";

    private static string ProblemOf(string problem, ChaosEnd end, RunSignals signals)
    {
        if (!end.Began && signals.Interrupt.IsCancellationRequested) return "The run was interrupted before it began.";
        var how = end.Status < 0 ? FormattableString.Invariant($"ended by signal {-end.Status}") : FormattableString.Invariant($"exit code {end.Status}");
        return $"The Chaos Toolkit left {problem} ({how})" + (end.LastProblem is { } last ? $": {last}" : ".");
    }
}

/// <summary>The files of a run that <c>chaos run</c> reads and writes.</summary>
/// <param name="Experiment">The experiment, byte for byte.</param>
/// <param name="Journal">Where the journal comes to lie.</param>
/// <param name="Control">Our control module; null runs without.</param>
internal sealed record ChaosFiles(string Experiment, string Journal, ControlModule? Control);

/// <summary>How a <c>chaos run</c> ended.</summary>
internal sealed record ChaosEnd
{
    public required DateTimeOffset Start { get; init; }

    /// <summary>Exit status, or minus the number of a signal.</summary>
    public required int Status { get; init; }

    /// <summary>Version of chaostoolkit-lib as our module found it; null without the module.</summary>
    public required string? Library { get; init; }

    /// <summary>Whether our module was there.</summary>
    public bool Controlled => Library is not null;

    /// <summary>Whether anything of the experiment was seen to begin.</summary>
    public required bool Began { get; init; }

    /// <summary>Whether it cannot load a control from a file, and ran nothing for that.</summary>
    public required bool RefusedControl { get; init; }

    public required string? LastProblem { get; init; }

    public required string Log { get; init; }
}
