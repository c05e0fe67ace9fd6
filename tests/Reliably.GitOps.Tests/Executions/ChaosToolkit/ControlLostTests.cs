using System.Diagnostics;
using System.Net.Sockets;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>Our module inside a real <c>chaos run</c>, with nobody, or somebody strange, at the other end of its socket.</summary>
public sealed class ControlLostTests : IDisposable
{
    private const string Experiment = """
        title: t
        description: d
        method:
        - { type: action, name: first, provider: { type: process, path: "true" } }
        - { type: action, name: second, provider: { type: process, path: touch, arguments: [second] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: "true" } }
        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ChaosToolkitFact]
    public async Task With_nobody_there_the_run_goes_on() => (await RunAsync(static (_, _) => Task.CompletedTask, listen: false)).Status.ShouldBe("completed");

    [ChaosToolkitFact]
    public async Task One_that_goes_away_at_once_does_not_matter() =>
        (await RunAsync(static (_, _) => Task.CompletedTask)).Status.ShouldBe("completed");

    [ChaosToolkitFact]
    public async Task One_that_goes_away_in_the_middle_does_not_matter() => (await RunAsync(static async (lines, answer) =>
    {
        await lines();
        await answer("{\"welcome\": 1}");
        while (!(await lines())!.Contains("\"ask\"", StringComparison.Ordinal)) { }
    })).Status.ShouldBe("completed");

    [ChaosToolkitFact]
    public async Task One_that_talks_nonsense_does_not_matter() => (await RunAsync(static async (lines, answer) =>
    {
        await lines();
        await answer("{\"welcome\": 1}");
        await answer("[1, 2");
    })).Status.ShouldBe("completed");

    [ChaosToolkitFact]
    public async Task A_paused_run_that_nobody_can_resume_is_interrupted_with_its_rollbacks()
    {
        var journal = await RunAsync(static async (lines, answer) =>
        {
            await lines();
            await answer("{\"welcome\": 1}");
            while (!(await lines())!.Contains("\"ask\"", StringComparison.Ordinal)) { }
            await answer("{\"paused\": true}");
        });
        journal.Status.ShouldBe("interrupted");
        journal.Rollbacks.Length.ShouldBe(1);
        File.Exists(Path.Combine(folder.Path, "second")).ShouldBeFalse();
    }

    /// <summary>Runs the experiment, and speaks with the module until the talk is over; then hangs up.</summary>
    private async Task<Journal> RunAsync(Func<Func<ValueTask<string?>>, Func<string, Task>, Task> talk, bool listen = true)
    {
        using var files = new PrivateFolder(Path.Combine(folder.Path, "run"));
        var module = ControlModule.Write(files);
        var journal = Path.Combine(folder.Path, "journal.json");
        var experiment = Path.Combine(folder.Path, "experiment.yaml");
        await File.WriteAllTextAsync(experiment, Experiment);
        var start = new ProcessStartInfo(ChaosToolkitFactAttribute.Program!,
            ["--no-version-check", "--no-log-file", "run", "--journal-path", journal, "--control-file", module.File, "--rollback-strategy", "always", experiment])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = module.Folder;
        using var socket = listen ? ModuleSocket.Listen(module.Folder) : null;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (socket is not null)
        {
            using var connection = await socket.AcceptAsync(CancellationToken.None);
            await using var stream = new NetworkStream(connection);
            using var reader = new StreamReader(stream);
            await talk(() => new(reader.ReadLineAsync()), async line => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n")));
        }

        await process.WaitForExitAsync();
        return Journal.TryParse(await File.ReadAllTextAsync(journal)) ?? throw new InvalidOperationException(await error);
    }
}
