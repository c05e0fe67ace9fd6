using System.Diagnostics;
using System.Globalization;

namespace Reliably.GitOps.Demo;

/// <summary>
/// One replica of the shop: a process of its own that the front door starts, stops and kills. It holds the process's standard input open;
/// when this end closes, by a stop or because we died, the process ends. So nothing is left behind, even after <c>kill -9</c>.
/// </summary>
internal sealed class Replica(string name, string folder, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ReplicaLog log = new(Path.Combine(folder, "replica-" + name + ".log"), clock);
    private Running? running;

    public string Name => name;

    public ReplicaLog Log => log;

    /// <summary>Called when the process has ended, whatever ended it.</summary>
    public Action Ended { get; set; } = static () => { };

    /// <summary>Address of the living process; null while it is down.</summary>
    public Uri? Address => running is { Process.HasExited: false } living ? living.Address : null;

    public int? ProcessId => running is { Process.HasExited: false } living ? living.Process.Id : null;

    private string ProcessIdFile => Path.Combine(folder, "replica-" + name + ".pid");

    /// <summary>Starts it and waits until it answers; does nothing when it is up.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            if (Address is not null) return;
            if (running is not null) await running.Watch;
            running = await LaunchAsync(stop);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Asks it to finish what it does and to end.</summary>
    public Task StopAsync() => EndAsync(static process => process.StandardInput.Close());

    /// <summary>Ends it at once, as a crash would.</summary>
    public Task KillAsync() => EndAsync(static process => process.Kill());

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        running?.Process.Dispose();
        log.Dispose();
        gate.Dispose();
    }

    private async Task EndAsync(Action<Process> how)
    {
        await gate.WaitAsync();
        try
        {
            if (running is null) return;
            if (!running.Process.HasExited) how(running.Process);
            if (await Task.WhenAny(running.Watch, Task.Delay(StopLimit)) != running.Watch) running.Process.Kill();
            await running.Watch;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Running> LaunchAsync(CancellationToken stop)
    {
        var process = Process.Start(SelfProgram.With("demo-target", "replica", name))
            ?? throw new CannotRunException($"Replica {name} could not be started.", "Try again.");
        await File.WriteAllTextAsync(ProcessIdFile, process.Id.ToString(CultureInfo.InvariantCulture) + "\n", CancellationToken.None);
        var address = await AddressAsync(process, stop);
        log.Write(string.Create(CultureInfo.InvariantCulture, $"supervisor: replica {name} is up, process {process.Id} at {address.Authority}"));
        return new(process, address, WatchAsync(process));
    }

    private async Task<Uri> AddressAsync(Process process, CancellationToken stop)
    {
        try
        {
            var port = await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(StartLimit, stop);
            return new("http://127.0.0.1:" + int.Parse(port ?? "", CultureInfo.InvariantCulture));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        catch (Exception exception) when (exception is FormatException or TimeoutException)
        {
            process.Kill();
            var said = await process.StandardError.ReadToEndAsync(CancellationToken.None);
            throw new CannotRunException($"Replica {name} did not come up. {said}".TrimEnd(), $"Its log is {log.Path}; try again.", exception);
        }
    }

    private async Task WatchAsync(Process process)
    {
        await Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError), process.WaitForExitAsync());
        var how = process.ExitCode > 128
            ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {process.ExitCode - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {process.ExitCode}");
        if (Directory.Exists(folder)) File.Delete(ProcessIdFile);
        log.Write($"supervisor: replica {name} {how}");
        Ended();
    }

    private async Task DrainAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line) log.Write(line);
    }

    private sealed record Running(Process Process, Uri Address, Task Watch);
}
