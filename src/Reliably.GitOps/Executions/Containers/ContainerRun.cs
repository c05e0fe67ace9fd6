using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Executions.ChaosToolkit;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>One engine in one container, from its making to its removal.</summary>
internal sealed record ContainerRun
{
    /// <summary>How long the method's processes may go on after an interruption.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long the engine of the containers may take to end one.</summary>
    private static readonly TimeSpan ToEnd = TimeSpan.FromSeconds(20);

    /// <summary>Status of a container whose program does not exist.</summary>
    private const int NoSuchProgram = 127;

    /// <summary>What podman's first process says instead; its status is that of any failure.</summary>
    private const string NoSuchProgramOfPodman = "failed to exec pid1: No such file or directory";

    /// <summary>Status of a program that does not understand its command line.</summary>
    private const int WrongUsage = 2;

    public required ContainerCli Cli { get; init; }

    public required ContainerSettings Settings { get; init; }

    public required ContainerImage Image { get; init; }

    public required ContainerAccount Account { get; init; }

    public required ContainerProgram Program { get; init; }

    public required ContainerFiles Files { get; init; }

    /// <summary>A folder of ours that the container does not see.</summary>
    public required PrivateFolder Folder { get; init; }

    public required IProgress<RunEvent> Progress { get; init; }

    public required RunSignals Signals { get; init; }

    public required TimeProvider Clock { get; init; }

    private string Name => ContainerLaunch.NameOf(Files.Request.Order.Id.Value);

    public async Task<ContainerEnd> RunAsync()
    {
        var seen = new SeenEvents(Progress);
        ModuleChannel? channel = null;
        var processes = new ContainerProcesses(Cli, Name, () => channel?.Hello?.ProcessId);
        channel = Files.Inside.Control is null ? null : ModuleChannel.Open(Files.ControlFolder, new()
        {
            Progress = seen,
            Signals = Signals,
            Clock = Clock,
            BeforeRollbacks = () => EndStartedAsync(processes).GetAwaiter().GetResult(),
        });
        await using var closing = channel;
        Account.Give(Files.Shared.Path);
        ContainerEnd end;
        string? left = null;
        try
        {
            end = await RunAsync(channel, processes, seen);
        }
        finally
        {
            left = await RemoveAsync(); // before the channel is closed: whoever does not read what it is told holds it up
        }

        return end with { Left = left };
    }

    private async Task<ContainerEnd> RunAsync(ModuleChannel? channel, ContainerProcesses processes, SeenEvents seen)
    {
        if (await CreateAsync() is { } problem) return new() { Problem = problem };
        var log = new ChaosLogFollower(seen, Clock, () => channel?.Hello is not null);
        await AttachAsync(log, processes, seen);
        var state = await StateAsync();
        if (!state.Runs && channel is not null) await channel.EndAsync();
        log.End();
        return EndOf(state, channel, seen, log);
    }

    /// <summary>Why the container is still there; null where it is not.</summary>
    private async Task<string?> RemoveAsync()
    {
        var removed = await Cli.RunAsync(["rm", "--force", "--volumes", Name], ToEnd);
        if (removed.Ok) return null;
        var there = await Cli.RunAsync(["ps", "--all", "--quiet", "--filter", "name=" + Name], ToEnd);
        return there is { Ok: true, Text: "" } ? null : removed.Problem;
    }

    private static async Task EndStartedAsync(ContainerProcesses processes) => await processes.EndAsync(await processes.StartedAsync());

    /// <summary>Why there is no container; null where there is one.</summary>
    private async Task<string?> CreateAsync()
    {
        var variables = Folder.Write($"variables-{Program.Name}-{(Files.Inside.Control is null ? "alone" : "controlled")}", Encoding.UTF8.GetBytes(VariablesOf()));
        var launch = new ContainerLaunch
        {
            Settings = Settings,
            Execution = Files.Request.Order.Id.Value,
            User = Account.Name,
            KeepsUser = Account.KeepsUser,
            HostFolder = Files.Shared.Path,
            EnvironmentFile = variables,
            ImageId = Image.Id,
            Program = Program.Name,
            ProgramArguments = Program.ArgumentsOf(Files),
        };

        // It takes no time, and is not cut off: a container that is made after nobody waits for it any more would be left.
        var created = await Cli.RunAsync(launch.Arguments);
        File.Delete(variables);
        if (created.Ok) return null;
        var unseen = created.Problem.Contains(Files.Shared.Path, StringComparison.Ordinal)
            ? $" {ContainerCli.NameOf(Cli.Engine)} looks for that folder on the machine it runs on: where the service is in a container itself, mount its data folder under the path that it has there."
            : "";
        return $"The container could not be made: {created.Problem}.{unseen}";
    }

    private string VariablesOf()
    {
        var variables = Files.Request.EnvironmentVariables;
        if (Program.IsChaosToolkit && Files.Inside.Control is { } control)
        {
            if (!variables.ContainsKey("PYTHONPATH") && Image.Variables.GetValueOrDefault("PYTHONPATH") is { } own) variables = variables.SetItem("PYTHONPATH", own);
            variables = control.In(variables);
        }

        return string.Concat(variables.Select(static pair => $"{pair.Key}={pair.Value}\n"));
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Signals are waited for before the process is let go.")]
    private async Task AttachAsync(ChaosLogFollower log, ContainerProcesses processes, SeenEvents seen)
    {
        if (Signals.Interrupt.IsCancellationRequested || Signals.Kill.IsCancellationRequested) return;
        using var child = Cli.Start(["start", "--attach", Name], new() { OnError = log.Read, DiscardOutput = true });
        var ending = new List<Task>();
        void Begin(Func<Task> work)
        {
            lock (ending) ending.Add(Task.Run(work));
        }

        await using (Signals.Kill.Register(() => Begin(() => KillAsync(child))))
        await using (Signals.NoRollbacks.Register(() => Begin(() => SignalAsync("USR2"))))
        await using (Signals.Interrupt.Register(() => Begin(() => InterruptAsync(child, processes, seen))))
        {
            await child.Completion;
            if ((await StateAsync()).Runs) await Cli.RunAsync(["wait", Name], Files.Request.Order.Timeout + Files.Request.Limits.RollbackTimeout, Signals.Kill);
        }

        Task[] begun;
        lock (ending) begun = [.. ending];
        await Task.WhenAll(begun);
    }

    /// <summary>
    /// Ends the current activity, and the method with it; rollbacks by strategy, or none. Rollbacks that have begun are left to end. What the
    /// method started is ended too: the Chaos Toolkit itself ends only its direct child.
    /// </summary>
    private async Task InterruptAsync(ChildProcess child, ContainerProcesses processes, SeenEvents seen)
    {
        if (seen.RollbacksBegan.IsCompleted) return;
        var started = Program.IsChaosToolkit ? await processes.StartedAsync() : [];
        if (!Signals.NoRollbacks.IsCancellationRequested) await SignalAsync("TERM");
        await Task.WhenAny(child.Completion, seen.RollbacksBegan, Task.Delay(Grace));
        if (!started.IsEmpty && !child.Completion.IsCompleted) await processes.EndAsync(started);
    }

    private Task<ContainerAnswer> SignalAsync(string signal) => Cli.RunAsync(["kill", "--signal", signal, Name], ToEnd);

    private async Task KillAsync(ChildProcess child)
    {
        await Cli.RunAsync(["kill", Name], ToEnd);
        await Task.WhenAny(child.Completion, Task.Delay(Grace));
        child.Kill();
    }

    private async Task<ContainerState> StateAsync()
    {
        var answer = await Cli.RunAsync(["inspect", "--format", "{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}", Name], ToEnd);
        return answer.Ok && answer.Text.Split(' ') is [var status, var code, var memory] && int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new(status is "running" or "paused", number, memory == "true")
            : new(false, -1, false);
    }

    private static ContainerEnd EndOf(ContainerState state, ModuleChannel? channel, SeenEvents seen, ChaosLogFollower log)
    {
        var silent = channel?.Hello is null && !seen.Began;
        return new()
        {
            Status = state.ExitCode,
            OutOfMemory = state.OutOfMemory,
            NoSuchProgram = silent && (state.ExitCode == NoSuchProgram || log.Text.Contains(NoSuchProgramOfPodman, StringComparison.Ordinal)),
            RefusedControl = silent && state.ExitCode == WrongUsage && log.Text.Contains("--control-file", StringComparison.Ordinal),
            Began = seen.Began,
            Library = channel?.Hello?.Library,
            LastProblem = log.LastProblem,
            Log = log.Text,
        };
    }

    private sealed record ContainerState(bool Runs, int ExitCode, bool OutOfMemory);
}

/// <summary>How an engine in a container ended.</summary>
internal sealed record ContainerEnd
{
    /// <summary>Why there was no container; null where there was one.</summary>
    public string? Problem { get; init; }

    /// <summary>Why the container could not be removed; null where it is gone.</summary>
    public string? Left { get; init; }

    public int Status { get; init; }

    /// <summary>A process of it wanted more memory than it was given.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>The image does not hold the program.</summary>
    public bool NoSuchProgram { get; init; }

    /// <summary>The Chaos Toolkit knows no <c>--control-file</c>, and ran nothing for that.</summary>
    public bool RefusedControl { get; init; }

    public bool Began { get; init; }

    /// <summary>Version of the library, as the engine itself told; null where it did not.</summary>
    public string? Library { get; init; }

    public string? LastProblem { get; init; }

    public string Log { get; init; } = "";
}
