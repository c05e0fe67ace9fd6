using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.ChaosToolkit;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// Runs an experiment in a container of docker or podman: the engine of the experiment, the Chaos Toolkit or ours, is in the image, and sees of
/// the machine nothing but the run's own folder.
/// </summary>
internal sealed class ContainerRunner(ContainerSettings settings, ContainerCli cli, PrivateFolder shared, PrivateFolder folder, TimeProvider clock) : IExperimentRunner
{
    public async Task<RunOutcome> RunAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(signals);
        if (ContainerLaunch.Unfit(request.EnvironmentVariables) is { } name)
            return Nothing($"The variable '{name}' has several lines, which no container engine takes. Give the text in one line, or as a file: a secret with 'path:'.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Interrupt, signals.Kill);
        var (image, problem) = await ContainerImage.GetAsync(cli, settings, stop.Token);
        if (stop.IsCancellationRequested) return Nothing("The run was interrupted before it began.");
        if (image is null) return Nothing(problem!);
        var account = ContainerAccount.Of(settings);
        try
        {
            return await RunAsync(request, image, account, progress, signals);
        }
        finally
        {
            await OpenForWipingAsync(request.Order.Id, image, account);
        }
    }

    private async Task<RunOutcome> RunAsync(RunRequest request, ContainerImage image, ContainerAccount account, IProgress<RunEvent> progress, RunSignals signals)
    {
        var programs = ContainerProgram.Of(request.Order.Options);
        foreach (var program in programs)
        {
            var start = clock.GetUtcNow();
            var files = ContainerFiles.Write(request, shared);
            var run = new ContainerRun
            {
                Cli = cli,
                Settings = settings,
                Image = image,
                Account = account,
                Program = program,
                Files = files,
                Folder = folder,
                Progress = progress,
                Signals = signals,
                Clock = clock,
            };
            var end = await run.RunAsync();
            if (end.RefusedControl) end = await (run with { Files = ContainerFiles.Write(request, shared).WithoutControl }).RunAsync();
            if (!end.NoSuchProgram) return OutcomeOf(end, program, files, signals, new(start, ContainerCli.NameOf(settings.Engine), Describe(image, account)));
        }

        return Nothing($"The image '{settings.Image}' holds no {string.Join(" and no ", programs.Select(static program => $"'{program.Name}'"))} on its PATH. Add the Chaos Toolkit to it (pip install chaostoolkit), or make it of our image.");
    }

    private static RunOutcome Nothing(string problem) => new() { Runner = new(ChaosToolkitRunner.Name, "unknown"), Error = problem };

    private string Describe(ContainerImage image, ContainerAccount account) => string.Create(
        CultureInfo.InvariantCulture,
        $"It ran in a container of {settings.Image} ({image.Id}), as {account.Name}, with {settings.Memory >> 20} MiB and the network '{settings.Network}'.");

    private RunOutcome OutcomeOf(ContainerEnd end, ContainerProgram program, ContainerFiles files, RunSignals signals, ExecutionEvent ran)
    {
        var file = files.ReadJournal();
        var version = end.Library ?? (file.Journal?["chaoslib-version"] as DataNode.Text)?.Value ?? "unknown";
        var memory = string.Create(CultureInfo.InvariantCulture, $"A process of it was ended because it wanted more than the {settings.Memory >> 20} MiB that the deployment gives.");
        return new()
        {
            Runner = program.IsChaosToolkit ? new(ChaosToolkitRunner.Name, version) : new("native", version[(version.LastIndexOf("reliably.", StringComparison.Ordinal) is >= 0 and var at ? at + 9 : 0)..]),
            Journal = file.Journal,
            MaskedValues = program.IsChaosToolkit ? 0 : files.MaskedValues,
            Error = file.Problem is { } problem ? ProblemOf(problem, end, signals) + (end.OutOfMemory ? " " + memory : "") : null,
            Log = end.Log,
            Events = [ran, .. end.OutOfMemory ? [new ExecutionEvent(clock.GetUtcNow(), "memory", memory)] : ImmutableArray<ExecutionEvent>.Empty, .. LeftOf(end, files)],
        };
    }

    private IEnumerable<ExecutionEvent> LeftOf(ContainerEnd end, ContainerFiles files) => end.Left is not { } why ? [] :
    [
        new(clock.GetUtcNow(), "container", $"Its container could not be removed ({why}). Remove it, since its variables hold secrets: {ContainerCli.NameOf(settings.Engine)} rm --force {ContainerLaunch.NameOf(files.Request.Order.Id.Value)}"),
    ];

    private static string ProblemOf(string problem, ContainerEnd end, RunSignals signals)
    {
        if (end.Problem is { } none) return none;
        if (!end.Began && signals.Interrupt.IsCancellationRequested) return "The run was interrupted before it began.";
        return FormattableString.Invariant($"The container left {problem} (exit code {end.Status})") + (end.LastProblem is { } last ? $": {last}" : ".");
    }

    /// <summary>What another account made in the shared folder, we cannot wipe: a last container opens it, as that account and with no more rights.</summary>
    private async Task OpenForWipingAsync(ExecutionId execution, ContainerImage image, ContainerAccount account)
    {
        if (account.IsOurs) return;
        var launch = ContainerLaunch.Opening(settings, execution.Value, account.Name, account.KeepsUser, shared.Path, image.Id);
        await cli.RunAsync(launch.Arguments);
        await cli.RunAsync(["rm", "--force", "--volumes", launch.Name]); // whatever its chmod still does
    }
}
