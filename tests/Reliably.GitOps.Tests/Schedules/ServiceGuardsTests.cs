using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>Guards under the service, with the real engine and the real clock.</summary>
public sealed class ServiceGuardsTests : IAsyncLifetime, IProgress<ServiceEvent>
{
    private const string Long =
        """
        title: Long
        description: Runs until it is stopped.
        method:
        - { type: action, name: break, provider: { type: process, path: sleep, arguments: "300" } }
        rollbacks:
        - { type: action, name: mend, provider: { type: process, path: "true" } }
        """;

    private readonly TestFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ServiceEvent> events = new();
    private GitRemoteDriver remote = null!;
    private GitOpsService? service;
    private Task running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        remote = GitRemoteDriver.Create(folder.Path, ("experiments/long.yaml", Long), ("plans/long.yaml", "experiments: [long]\nschedule: { type: manual }\n"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        if (service is not null) await service.DisposeAsync();
        folder.Dispose();
        stop.Dispose();
    }

    void IProgress<ServiceEvent>.Report(ServiceEvent value) => events.Enqueue(value);

    [Fact]
    public async Task A_file_on_the_branch_stops_what_runs_and_blocks_until_it_is_removed()
    {
        await BeginAsync();
        await RunningAsync();
        remote.Push("Stop", ("EMERGENCY_STOP", "payments are down\n"));
        var record = await EndedAsync();
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.VerdictReason.ShouldBe("The emergency stop is on: payments are down. To go on, remove the file EMERGENCY_STOP from the branch 'main'.");
        record.Events.ShouldContain(static item => item.Kind == "emergency-stop");

        Trigger();
        (await EndedAsync()).Verdict.ShouldBe(Verdict.Blocked);
        remote.Push("Go on", ("EMERGENCY_STOP", null));
        await RunningAsync();
    }

    [Fact]
    public async Task An_order_in_the_data_folder_stops_what_runs()
    {
        await BeginAsync();
        await RunningAsync();
        await File.WriteAllTextAsync(EmergencyFile.OfService(folder["data"]).Path, new EmergencyStop("", "ada", "checkout is down").Write());
        var record = await EndedAsync();
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.VerdictReason.ShouldContain("by ada: checkout is down");
    }

    [Fact]
    public async Task A_window_that_is_pushed_stops_what_runs()
    {
        await BeginAsync();
        await RunningAsync();
        remote.Push("Close", ("reliably.yaml", "guardrails:\n  windows:\n  - { title: Sales, from: 2020-01-01T00:00, to: 2120-01-01T00:00 }\n"));
        var record = await EndedAsync();
        (record.Verdict, record.Events.Any(static item => item.Kind == "window")).ShouldBe((Verdict.Interrupted, true));
    }

    [Fact]
    public async Task A_window_of_the_server_blocks_every_repository()
    {
        await BeginAsync(static configuration => configuration with { Windows = [new BlackoutWindow.Single(DateTimeOffset.UnixEpoch, new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)) { Title = "Freeze" }] });
        Trigger();
        (await EndedAsync()).VerdictReason.ShouldStartWith("The blackout window 'Freeze' is open");
    }

    [Fact]
    public async Task A_guard_of_the_plan_is_asked()
    {
        using var endpoint = new GuardEndpoint();
        endpoint.Answers = static (_, _) => GuardEndpoint.No("checkout pages");
        remote.Push("Guard", ("integrations/calm.yaml", $"type: pre-check\nurl: {endpoint.Url}\n"), ("plans/long.yaml", "experiments: [long]\nschedule: { type: manual }\nintegrations: [calm]\n"));
        await BeginAsync();
        Trigger();
        (await EndedAsync()).VerdictReason.ShouldBe("The pre-check 'calm' says no: checkout pages.");
    }

    private async Task BeginAsync(Func<ServerConfiguration, ServerConfiguration>? configure = null)
    {
        var configuration = new ServerConfiguration
        {
            Data = folder["data"],
            PollInterval = TimeSpan.FromMinutes(10),
            Repositories = [new() { Url = remote.Url, Grants = new() { Deployments = ["local"] } }],
        };
        var variables = Terminal.OfProcess().Variables.ToDictionary(StringComparer.Ordinal);
        variables["XDG_STATE_HOME"] = folder["state"];
        service = new(configure is null ? configuration : configure(configuration), new() { Variables = variables, Runner = RunnerChoice.Native, WorkingFolder = folder.Path }, this);
        running = service.RunAsync(stop.Token);
        await HearAsync<ServiceEvent.Idle>();
    }

    private void Trigger() => RequestInbox.Write(RepositoryFolder.Of(folder["data"], Git.GitRemote.Create(remote.Url, null, folder.Path), "main").Requests, "long", "ada", DateTimeOffset.UtcNow);

    private async Task RunningAsync()
    {
        Trigger();
        await HearAsync<ServiceEvent.ExecutionProgress>(static progress => progress.Event is RunEvent.ActivityStarted { Name: "break" });
    }

    private async Task<ExecutionRecord> EndedAsync() => (await HearAsync<ServiceEvent.ExecutionEnded>()).Record;

    /// <summary>Waits for the next of its kind.</summary>
    private async Task<T> HearAsync<T>(Func<T, bool>? which = null)
        where T : ServiceEvent
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < deadline)
        {
            while (events.TryDequeue(out var heard))
            {
                if (heard is T wanted && (which?.Invoke(wanted) ?? true)) return wanted;
            }

            running.IsFaulted.ShouldBeFalse(running.Exception?.ToString());
            await Task.Delay(10);
        }

        throw new TimeoutException($"No {typeof(T).Name} within a minute.");
    }
}
