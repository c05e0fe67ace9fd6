using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Schedules;

/// <summary>Executions of a service, stopped and held from another terminal.</summary>
public sealed class ServiceControlTests : IAsyncLifetime
{
    private readonly ServiceDriver world = new(ServiceDriver.Repository());
    private readonly CancellationTokenSource stop = new();
    private GitOpsService service = null!;
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        world.Engine = UntilStoppedAsync;
        world.Remote.Push("Add", [("experiments/b.yaml", ServiceDriver.Experiment), ("plans/two.yaml", "title: two\nexperiments: [a, b]\nschedule: { type: manual }\n"), ServiceDriver.Plan("other", "{ type: manual }", "concurrency: { group: other }\n"),
            ("plans/behind.yaml", "title: behind\nexperiments: [a, b]\nschedule: { type: manual }\nconcurrency: { group: other, policy: queue }\n")]);
        service = world.Service();
        running = service.RunAsync(stop.Token);
        await world.HearAsync<ServiceEvent.Idle>();
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await service.DisposeAsync();
        stop.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Who_stops_one_experiment_of_a_plan_keeps_the_next_from_beginning_and_other_plans_run_on()
    {
        var (first, other) = (await StartAsync("two"), await StartAsync("other"));
        (await TypeAsync("stop", first.Id.Value, "--why", "checkout pages")).Output.ShouldContain("being stopped");
        var second = await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Plan?.Value == "two" && ended.Record.Id != first.Id);
        second.Record.VerdictReason.ShouldBe("Not run: 'a' before it was stopped by ada.");
        second.Record.Verdict.ShouldBe(Verdict.Interrupted);
        var record = (await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == first.Id)).Record;
        record.Events.ShouldContain(static item => item.Kind == "stopped" && item.Actor == "ada" && item.Detail == "checkout pages");
        service.Running.All.Select(static item => item.Order.Id).ShouldBe([other.Id]);
    }

    [Fact]
    public async Task What_is_asked_of_a_run_is_on_disk_at_once_and_survives_the_service()
    {
        var order = await StartAsync("other");
        (await TypeAsync("pause", order.Id.Value[17..], "--for", "10m")).ExitCode.ShouldBe(0);
        var folder = RepositoryFolder.Of(world.Data, Git.GitRemote.Create(world.Remote.Url, null, world.Folder), "main");
        var kept = new RunBook(folder.Runs).Read().Single();
        kept.Events.Select(static item => item.Kind).ShouldBe(["started", "paused"]);
        kept.Events[1].Actor.ShouldBe("ada");
        service.Running.All.Single().Control.Paused.ShouldNotBeNull();
        (await TypeAsync("pause")).Error.ShouldContain($"{order.Id}  paused");
        (await TypeAsync("resume", order.Id.Value)).ExitCode.ShouldBe(0);
        service.Running.All.Single().Control.Paused.ShouldBeNull();
    }

    [Fact]
    public async Task The_data_folder_leads_to_the_service_too()
    {
        var order = await StartAsync("other");
        var variables = new Dictionary<string, string> { [ControlFolder.Variable] = Path.Combine(world.Folder, "nobody"), ["USER"] = "ada" };
        (await TypeAsync(variables, "stop", order.Id.Value)).ExitCode.ShouldBe(ExitCodes.CannotRun);
        (await TypeAsync(variables, "stop", order.Id.Value, "--data", world.Data)).ExitCode.ShouldBe(0);
        await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == order.Id);
    }

    [Fact]
    public async Task An_execution_that_waits_in_its_lane_is_listed_and_can_be_stopped_there()
    {
        var first = await StartAsync("other");
        var waiting = await EnterLaneAsync("behind");
        (await TypeAsync("stop")).Error.ShouldContain($"{waiting[0]}  waiting");
        var answer = await TypeAsync("stop", waiting[0].Value, "--why", "not today");
        answer.Output.ShouldContain("It waits for its turn, and will not run.");
        (await TypeAsync("stop", waiting[0].Value)).Error.ShouldContain("It is stopped already: it will not run.");
        new RunBook(Kept.Runs).Read().Single(record => record.Id == waiting[0]).Events.Single().Line.ShouldBe("stopped by ada: before its turn came; not today");
        (await TypeAsync("stop", first.Id.Value)).ExitCode.ShouldBe(0);
        var record = (await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == waiting[0])).Record;
        record.VerdictReason.ShouldBe("Not run: stopped by ada before its turn came: not today.");
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.Events.Single().Actor.ShouldBe("ada");
        (await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == waiting[1])).Record.VerdictReason.ShouldBe("Not run: 'a' before it was stopped by ada.");
        world.Events.OfType<ServiceEvent.ExecutionStarted>().ShouldHaveSingleItem();
        service.Running.All.ShouldBeEmpty();
        new RunBook(Kept.Runs).Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_execution_that_waits_in_its_lane_can_be_held_and_begins_when_it_is_resumed()
    {
        var first = await StartAsync("other");
        var waiting = await EnterLaneAsync("behind");
        (await TypeAsync("pause", waiting[0].Value, "--for", "10m")).Output.ShouldContain("It is kept from its turn until 2");
        (await TypeAsync("pause", waiting[1].Value)).Output.ShouldContain("It is kept from its turn until it is resumed.");
        (await TypeAsync("stop", first.Id.Value)).ExitCode.ShouldBe(0);
        await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == first.Id);
        (await TypeAsync("stop")).Error.ShouldContain($"{waiting[0]}  held");
        world.Events.OfType<ServiceEvent.ExecutionStarted>().ShouldHaveSingleItem();
        (await TypeAsync("resume", waiting[0].Value)).Output.ShouldContain("It begins when its turn comes.");
        await world.HearAsync<ServiceEvent.ExecutionStarted>(started => started.Order.Id == waiting[0]);
        (await TypeAsync("pause")).Error.ShouldContain($"{waiting[0]}  running");
        (await TypeAsync("stop", waiting[1].Value)).ExitCode.ShouldBe(0);
        (await TypeAsync("stop", waiting[0].Value)).ExitCode.ShouldBe(0);
        var record = (await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == waiting[0])).Record;
        record.Events.Select(static item => item.Kind).ShouldBe(["paused", "resumed", "stopped"]);
        await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == waiting[1]);
    }

    [Fact]
    public async Task A_service_that_stops_does_not_wait_for_what_is_held_in_its_lane()
    {
        var first = await StartAsync("other");
        var waiting = await EnterLaneAsync("behind");
        (await TypeAsync("pause", waiting[0].Value)).ExitCode.ShouldBe(0);
        (await TypeAsync("stop", first.Id.Value)).ExitCode.ShouldBe(0);
        await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == first.Id);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(1));
        (await world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Id == waiting[0])).Record.VerdictReason.ShouldBe("Not run: the service was stopped.");
    }

    private RepositoryFolder Kept => RepositoryFolder.Of(world.Data, Git.GitRemote.Create(world.Remote.Url, null, world.Folder), "main");

    /// <summary>Triggers a plan whose lane is taken; the identifiers of what waits, in order.</summary>
    private async Task<ExecutionId[]> EnterLaneAsync(string plan)
    {
        world.Trigger(plan);
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var waiting = service.Running.All.Where(item => item.Order.Plan?.Value == plan).ToList();
            if (waiting.Count == 2) return [.. waiting.OrderBy(static item => item.Order.Experiment.Slug.Value, StringComparer.Ordinal).Select(static item => item.Order.Id)];
            if (patience.Elapsed > TimeSpan.FromMinutes(1)) throw new TimeoutException();
            await Task.Delay(20);
        }
    }

    private static async Task<ExecutedRun> UntilStoppedAsync(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = control.Signals.Interrupt.Register(stopped.SetResult);
        await stopped.Task;
        return ServiceDriver.Done(order, Verdict.Interrupted);
    }

    private async Task<ExecutionOrder> StartAsync(string plan)
    {
        world.Trigger(plan);
        return (await world.HearAsync<ServiceEvent.ExecutionStarted>(started => started.Order.Plan?.Value == plan)).Order;
    }

    private Task<ReliablyRun> TypeAsync(params string[] arguments) =>
        TypeAsync(new() { [ControlFolder.Variable] = Path.Combine(world.Folder, "control"), ["USER"] = "ada" }, arguments);

    private async Task<ReliablyRun> TypeAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GitOpsApp.RunAsync(arguments, new() { Output = output, Error = error, WorkingFolder = world.Folder, Variables = variables });
        return new(code, output.ToString(), error.ToString());
    }
}
