using System.Runtime.InteropServices;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>
/// Our own engine for process and HTTP activities: the Chaos Toolkit's semantics without Python. What only Python can do is refused before
/// anything runs.
/// </summary>
public sealed class NativeRunner(TimeProvider clock) : IExperimentRunner
{
    /// <summary>What stands as <c>chaoslib-version</c> in its journals.</summary>
    public static string EngineVersion => $"{JournalWriting.LibraryVersion}+reliably.{Identity.Version}";

    public static RunnerIdentity Identity { get; } = new("native", typeof(NativeRunner).Assembly.GetName().Version!.ToString(3));

    public async Task<RunOutcome> RunAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(signals);
        try
        {
            return await CarryOutAsync(request, progress, signals);
        }
        catch (OperationCanceledException) when (signals.Interrupt.IsCancellationRequested || signals.Kill.IsCancellationRequested)
        {
            return new() { Runner = Identity, Error = "The run was interrupted before it began." };
        }
        catch (Exception error)
        {
            return new() { Runner = Identity, Error = NativeCrash.Words(error) };
        }
    }

    private async Task<RunOutcome> CarryOutAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals)
    {
        var experiment = request.Order.Experiment.Experiment;
        var name = RunStrategies.Hypothesis(request.Order).Value;
        var strategy = RunStrategies.HypothesisOf(name) ?? throw new ExperimentErrorException($"'{name}' is not a hypothesis strategy.");
        var context = await DynamicConfiguration.ResolveAsync(request, clock, progress, signals.Interrupt);
        var title = context.Substitution.Apply(experiment.Source["title"] ?? DataNode.Of(""));
        var start = clock.GetUtcNow();
        progress.Report(new RunEvent.ExperimentStarted(PythonText.Of(title)) { At = start });

        var state = new RunState();
        using var run = new NativeRun(request, context, state, progress, signals);
        await run.RunAsync(strategy);
        if (signals.Kill.IsCancellationRequested) state.Status = "interrupted";
        var status = state.Status ?? "completed";
        var end = clock.GetUtcNow();
        progress.Report(new RunEvent.ExperimentEnded(status, state.Deviated) { At = end });
        return new()
        {
            Runner = Identity,
            Error = state.Error,
            Journal = state.Judged.Into(JournalWriting.Whole(state.Into(new()
            {
                Engine = EngineVersion,
                Platform = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
                Node = Environment.MachineName,
                Experiment = experiment.Source.With("title", title),
                Dry = request.Order.Options.Dry,
                Start = start,
                End = end,
                Status = status,
            }))),
        };
    }
}
