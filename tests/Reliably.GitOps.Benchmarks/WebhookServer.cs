using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reliably.GitOps.Benchmarks;

/// <summary>A server that takes deliveries, as a process of its own.</summary>
internal sealed class WebhookServer : IDisposable
{
    private readonly Process process;
    private readonly Task output;

    private WebhookServer(Process process, int port)
    {
        this.process = process;
        Port = port;
        output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public int Port { get; }

    /// <summary>Processor time that it has spent, user and system.</summary>
    public TimeSpan Spent
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <param name="core">The core that it keeps to; null for all.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="port">Where it will listen.</param>
    /// <param name="variables">Added to the environment.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<WebhookServer> StartAsync(int? core, string folder, int port, IReadOnlyDictionary<string, string> variables, params string[] command)
    {
        if (core is { } one) command = ["taskset", "-c", one.ToString(CultureInfo.InvariantCulture), .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var server = new WebhookServer(Process.Start(start)!, port);
        for (var tries = 0; tries < 600; tries++)
        {
            if (server.process.HasExited) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {server.process.ExitCode}.");
            if (await AnswersAsync(port)) return server;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{string.Join(' ', command)} does not listen.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        output.Wait();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
