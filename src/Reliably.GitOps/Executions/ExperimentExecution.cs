using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Secrets;

namespace Reliably.GitOps.Executions;

/// <summary>
/// One execution from order to redacted result: environment and secrets within the grants, the right engine, its run, redaction before
/// anything else sees the journal, the verdict. A bad experiment is a result, never an exception.
/// </summary>
public sealed class ExperimentExecution(ExecutionSurroundings surroundings)
{
    /// <summary>Runs an experiment. Events passed on hold no secrets.</summary>
    /// <param name="order">What to run.</param>
    /// <param name="progress">Hears what happens.</param>
    /// <param name="control">Directs the run. It is its caller's, and for this run alone.</param>
    /// <exception cref="CannotRunException">The machine does not allow it: no folder can be made for the run.</exception>
    public Task<ExecutedRun> RunAsync(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(control);
        return new ExperimentExecution(surroundings with { Clock = new SteadyClock(surroundings.Clock) }).CarryOutAsync(order, progress, control);
    }

    private async Task<ExecutedRun> CarryOutAsync(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        order = WithinLimits(ChaosSettings.Consider(order, surroundings), control);
        var report = new ExecutionReporting(order, surroundings);
        if (surroundings.UnderServe && DeploymentGrants.Refusal(order, surroundings.Grants) is { } refusal) return report.Blocked(refusal, control);
        if (!RunsHere(order)) return report.Error($"The deployment '{order.Deployment}' is of a kind that this version cannot run; 'local' and 'container' can be.");
        var account = RunAccount.Of(order, surroundings);
        if (account.NotGranted is { } forbidden) return report.Blocked(forbidden, control);
        if (account.Problem is { } impossible) return report.Error(impossible);
        await using var guards = new RunGuards(order, surroundings, control);
        if (guards.Obstacle() is { } obstacle) return report.Blocked(obstacle, control);
        var reader = new RunSecretsReader(surroundings);
        var secrets = await reader.ResolveAsync(order, control.Signals.Interrupt);
        if (secrets is SecretResolution.Refused refused) return report.Blocked(refused.Reason, control);
        if (secrets is not SecretResolution.Found found) return report.Error(((SecretResolution.Missing)secrets).Reason);

        using var folder = MakeFolder(order, account.Account);
        try
        {
            var here = RunEnvironment.Of(order, surroundings, found.Secrets, folder);
            var environment = order.DeploymentDocument is Deployment.Container ? ContainerEnvironment.Of(order, surroundings, found.Secrets, RunnerSelection.SharedFolder(folder)) : here;
            report.Secrets = await reader.ReadAsync(order, found.Secrets, here.SetItems(environment), control.Signals.Interrupt);
            if (report.Secrets.Problem is { } unusable) return report.Error(unusable);
            if (surroundings.UnderServe) SecretSeal.Write(folder, report.Secrets);
            return await RunAsync(order, report, environment, folder, guards, new GuardAsker(order, surroundings, here, report.Secrets), progress, control);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"A file of the run cannot be written: {exception.Message}", $"Make room and permission in {surroundings.RunsFolder}.", exception);
        }
    }

    private async Task<ExecutedRun> RunAsync(
        ExecutionOrder order, ExecutionReporting report, ImmutableSortedDictionary<string, string> environment,
        PrivateFolder folder, RunGuards guards, GuardAsker asker, IProgress<RunEvent> progress, RunControl control)
    {
        var heard = new MaskedProgress(progress, report.Mask);
        control.Mask = report.Mask.Apply;
        control.StopCutsRollbacks = order.Options.Compat;
        control.Happened += happened => heard.Report(new RunEvent.Intervened(happened, control.Status) { At = happened.At });
        var selection = RunnerSelection.Of(order, surroundings, environment);
        if (selection.Problem is { } problem) return report.Error(problem);
        if (await guards.RefusalAsync(asker) is { } refusal) return report.Blocked(refusal, control);
        var account = RunAccount.Of(order, surroundings).Account;
        var request = new RunRequest
        {
            Order = order,
            RollbackStrategy = RunStrategies.Rollback(order),
            EnvironmentVariables = environment,
            Vault = report.Secrets.Vault,
            WorkingFolder = surroundings.WorkingFolder ?? folder.Path,
            Processes = RunProcesses.Of(order.Id.Value, surroundings.ProcessBook?.Invoke(order.Id)).Under(account, () => account!.Give(folder.Path)),
            Limits = surroundings.Limits,
        };
        var deadlines = new RunDeadlines(order.Timeout, surroundings.StopDeadline, surroundings.Limits.RollbackTimeout);
        using var clock = new RunClock(guards.Listening(heard), control, deadlines, surroundings.Clock);
        guards.Watch(asker);
        using var activities = surroundings.Limits.ActivityTimeout is { } longest ? new ActivityWatch(clock, control, order, longest, surroundings.Clock) : null;
        await using var disk = RunFolderWatch.Start(folder.Place, surroundings.Limits.Disk, control, surroundings.Clock);
        try
        {
            var outcome = await selection.Runner!(folder).RunAsync(request, (IProgress<RunEvent>?)activities ?? clock, clock.Signals);
            clock.End();
            await FinishAsync(request, outcome, clock, control, folder, heard);
            if (clock.Signals.Kill.IsCancellationRequested) request.Processes.EndAll();
            Wipe(folder, control);
            return report.Of(outcome, clock, control);
        }
        finally
        {
            control.End();
            if (clock.Signals.Kill.IsCancellationRequested) request.Processes.EndAll();
        }
    }

    /// <summary>A folder that cannot be wiped takes no result away: it is said in the record, since it may hold secrets.</summary>
    private static void Wipe(PrivateFolder folder, RunControl control)
    {
        try
        {
            folder.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            control.Record("folder", $"Its folder {folder.Place} could not be wiped ({exception.Message}). Remove it: it may hold secrets.", null);
        }
    }

    /// <summary>Rollbacks that the engine did not come to are played for it, after everything it started has been ended.</summary>
    private async Task FinishAsync(RunRequest request, RunOutcome outcome, RunClock clock, RunControl control, PrivateFolder folder, IProgress<RunEvent> progress)
    {
        var died = outcome.Journal is null && !control.Signals.Kill.IsCancellationRequested;
        if (!(died || clock.GaveUp)) return;
        request.Processes.EndAll();
        if (!clock.MethodBegan || clock.Finished || clock is { GaveUp: true, RollbacksBegan: true }) return;
        if (control.Signals.Kill.IsCancellationRequested || control.Signals.NoRollbacks.IsCancellationRequested) return;
        if (!RunStrategies.PlaysRollbacks(request.RollbackStrategy.Value, control.Stopped is null ? "aborted" : "interrupted", deviated: false)) return;
        var why = clock.GaveUp ? "The engine was killed." : "The engine ended without a journal.";
        await new AbandonedRollbacks(surroundings, control, progress).PlayAsync(request, folder, why);
    }

    /// <summary>The server's word is the limit, whatever a plan asks for.</summary>
    private ExecutionOrder WithinLimits(ExecutionOrder order, RunControl control)
    {
        if (surroundings.Limits.Timeout is not { } longest || order.Timeout <= longest) return order;
        control.Record("limit", FormattableString.Invariant($"The plan's timeout of {order.Timeout.TotalMinutes:0.##} min was shortened to the {longest.TotalMinutes:0.##} min that the server allows."), null);
        return order with { Timeout = longest };
    }

    private static bool RunsHere(ExecutionOrder order) => order.DeploymentDocument switch
    {
        null => order.Deployment.Value == "local",
        Deployment.Local or Deployment.Container => true,
        _ => false,
    };

    private PrivateFolder MakeFolder(ExecutionOrder order, Account? account) =>
        order.DeploymentDocument is Deployment.Container ? new(RunFolders.OfContainer(order.Id, surroundings))
        : account is null ? new(RunFolders.Of(order.Id, surroundings))
        : PrivateFolder.ToGive(RunFolders.OfAccount(order.Id, surroundings));
}
