using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>
/// Asks guards with the engines: our own where it can, else the Chaos Toolkit. Whatever happens is an answer: no answer in time, an error or
/// rubbish is a no.
/// </summary>
internal sealed class GuardAsker(ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableSortedDictionary<string, string> environment, RunSecrets secrets)
{
    /// <summary>How long an engine may take to let go of a question that nobody waits for any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private int asked;

    public async Task<GuardAnswer> AskAsync(Slug slug, GuardQuestion question, CancellationToken stop)
    {
        var vault = secrets.OfGuards.GetValueOrDefault(slug);
        if (vault?.Problem is { } problem) return GuardAnswer.No("it could not be asked: " + problem.TrimEnd('.'));
        using var late = new CancellationTokenSource();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var document = question.AsExperiment(slug);
        var giveUp = late.Token;
        var asking = Task.Run(() => CarriedOutAsync(document, question, vault?.Payloads ?? VaultPayloads.None, giveUp), CancellationToken.None);
        if (await Task.WhenAny(asking, Task.Delay(question.Timeout, surroundings.Clock, waiting.Token)) == asking)
        {
            await waiting.CancelAsync();
            return await asking;
        }

        await late.CancelAsync();
        await Task.WhenAny(asking, Task.Delay(Grace, surroundings.Clock, CancellationToken.None));
        var longest = question.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return GuardAnswer.No(stop.IsCancellationRequested ? "nobody waited for the answer" : $"it did not answer within {longest} s");
    }

    private async Task<GuardAnswer> CarriedOutAsync(ExperimentDocument document, GuardQuestion question, VaultPayloads vault, CancellationToken giveUp)
    {
        using var control = new RunControl(surroundings.Clock);
        await using var ending = giveUp.Register(() => control.Kill(null, null));
        var native = !NativeSupport.GapsOf(document).Any();
        var asking = new ExecutionOrder
        {
            Id = order.Id,
            Experiment = document,
            Trigger = order.Trigger,
            Timeout = question.Timeout,
            Options = new()
            {
                Runner = native ? RunnerChoice.Native : RunnerChoice.ChaosToolkit,
                HypothesisStrategy = question.Probe is null ? null : "before-method-only",
                RollbackStrategy = new("never", "default"),
            },
        };
        // A mark of its own: what ends a question leaves the run alone, and the other way round.
        var mark = $"{order.Id.Value}-guard-{Interlocked.Increment(ref asked).ToString(CultureInfo.InvariantCulture)}";
        var variables = environment.SetItem(MarkedProcesses.ExecutionVariable, mark);
        var selection = RunnerSelection.Of(asking, surroundings, variables);
        if (selection.Runner is not { } runner) return GuardAnswer.No("it could not be asked: " + selection.Problem);
        try
        {
            using var folder = new PrivateFolder(Path.Combine(surroundings.RunsFolder, mark));
            var request = new RunRequest
            {
                Order = asking,
                RollbackStrategy = asking.Options.RollbackStrategy,
                EnvironmentVariables = variables,
                Vault = vault,
                WorkingFolder = surroundings.WorkingFolder ?? folder.Path,
                Processes = RunProcesses.Of(mark, surroundings.ProcessBook?.Invoke(order.Id)).Under(RunAccount.Of(order, surroundings).Account, static () => { }),
                Limits = surroundings.Limits,
            };
            var outcome = await runner(folder).RunAsync(request, new Silence(), control.Signals);
            if (outcome.Error is { } error) return GuardAnswer.No("it could not be asked: " + error);
            return outcome.Journal is { } journal ? question.AnswerOf(journal) : GuardAnswer.No("it could not be asked: the engine left no journal");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CannotRunException)
        {
            return GuardAnswer.No("it could not be asked: " + exception.Message);
        }
    }

    private sealed class Silence : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            // What a guard does is no part of the run's progress.
        }
    }
}
