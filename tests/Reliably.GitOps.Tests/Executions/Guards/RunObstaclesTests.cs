using Reliably.GitOps.Drivers;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>Windows, emergency stops and limits, before a run and during it.</summary>
public sealed class RunObstaclesTests : IDisposable
{
    private const string Long =
        """
        title: t
        description: d
        method:
        - { type: action, name: break, provider: { type: process, path: sleep, arguments: "300" } }
        rollbacks:
        - { type: action, name: mend, provider: { type: process, path: touch, arguments: mended } }
        """;

    private static readonly Guardrails Closed = new() { Windows = [new BlackoutWindow.Single(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1)) { Title = "Always" }] };

    private readonly ExecutionDriver driver = new();

    public RunObstaclesTests() => driver.Obstacles = Obstacles();

    private EmergencyFile Order => EmergencyFile.OfService(driver.Folder);

    public void Dispose() => driver.Dispose();

    [Fact]
    public async Task An_open_window_refuses_a_run()
    {
        driver.Obstacles!.Guardrails = Closed;
        var run = await driver.RunYamlAsync(Long);
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldStartWith("The blackout window 'Always' is open until");
        run.Record.Events.ShouldHaveSingleItem().Kind.ShouldBe("window");
    }

    [Fact]
    public async Task A_window_of_the_server_refuses_a_run_too()
    {
        driver.Obstacles = new(TimeProvider.System, [], new(null)) { ServerWindows = Closed.Windows };
        (await driver.RunYamlAsync(Long)).Record.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Fact]
    public async Task Nothing_stands_in_the_way_of_what_only_undoes()
    {
        driver.Obstacles!.Guardrails = Closed;
        driver.Unguarded = true;
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Status.ShouldBe("completed");
    }

    [Fact]
    public async Task A_window_that_opens_stops_what_runs_with_its_rollbacks()
    {
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "break" }) driver.Obstacles!.Guardrails = Closed;
        };
        var run = await driver.RunYamlAsync(Long);
        (run.Record.Verdict, run.Record.Status).ShouldBe((Verdict.Interrupted, "interrupted"));
        run.Record.VerdictReason.ShouldStartWith("The blackout window 'Always' is open until");
        run.Record.Events.ShouldContain(static item => item.Kind == "window");
        File.Exists(Path.Combine(driver.Folder, "mended")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_emergency_stops_what_runs_and_refuses_what_comes_until_it_is_removed()
    {
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "break" }) File.WriteAllText(Order.Path, new EmergencyStop("", "ada", "checkout is down", DateTimeOffset.UnixEpoch).Write());
        };
        var run = await driver.RunYamlAsync(Long);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted);
        run.Record.VerdictReason.ShouldContain("by ada: checkout is down");
        run.Record.Events.ShouldContain(static item => item.Kind == "emergency-stop" && item.Actor == "ada");
        File.Exists(Path.Combine(driver.Folder, "mended")).ShouldBeTrue();

        driver.OnEvent = null;
        using var second = new ExecutionDriver { Obstacles = Obstacles() };
        (await second.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Verdict.ShouldBe(Verdict.Blocked);
        File.Delete(Order.Path);
        using var third = new ExecutionDriver { Obstacles = Obstacles() };
        (await third.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Status.ShouldBe("completed");
    }

    [Fact]
    public async Task An_emergency_that_comes_while_guards_are_asked_refuses_the_run()
    {
        using var endpoint = new GuardEndpoint();
        endpoint.Answers = (_, _) =>
        {
            File.WriteAllText(Order.Path, "");
            return GuardEndpoint.Yes();
        };
        driver.Guards = GuardSet.None with { PreChecks = [new(new() { Title = "calm", Url = endpoint.Url }) { Slug = Documents.Slug.Parse("calm") }] };
        (await driver.RunYamlAsync(Long)).Record.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Fact]
    public void An_order_that_cannot_be_read_stops()
    {
        Directory.CreateDirectory(Order.Path);
        Order.Read().ShouldBeNull("a folder is no order");
        Directory.Delete(Order.Path);
        File.WriteAllText(Order.Path, new string('x', 100_000));
        Order.Read()!.Sentence.ShouldStartWith("The emergency stop is on.");
    }

    [Fact]
    public async Task No_more_than_so_many_run_at_one_time()
    {
        driver.Obstacles!.Guardrails = new() { MaxParallel = 1 };
        ExecutedRun? second = null;
        driver.OnEvent = item =>
        {
            if (item is not RunEvent.ActivityStarted { Name: "a0" }) return;
            using var other = new ExecutionDriver { Obstacles = driver.Obstacles };
            second = other.RunYamlAsync(ExecutionDriver.Scripts("true")).GetAwaiter().GetResult();
        };
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Status.ShouldBe("completed");
        second!.Record.VerdictReason.ShouldBe("1 experiment runs already, and 'guardrails: max-parallel' of reliably.yaml allows 1.");
        using var third = new ExecutionDriver { Obstacles = driver.Obstacles };
        (await third.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Status.ShouldBe("completed");
    }

    [Fact]
    public async Task Starts_of_the_day_are_remembered_over_a_restart()
    {
        var book = Path.Combine(driver.Folder, "starts");
        foreach (var expected in (Verdict[])[Verdict.Unverified, Verdict.Unverified, Verdict.Blocked])
        {
            using var one = new ExecutionDriver { Obstacles = new(TimeProvider.System, [], new(book)) { Guardrails = new() { MaxPerDay = 2 } } };
            (await one.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Verdict.ShouldBe(expected);
        }
    }

    [Fact]
    public void A_start_that_cannot_be_written_down_does_not_count_as_running()
    {
        Directory.CreateDirectory(Path.Combine(driver.Folder, "book", "in-the-way"));
        var obstacles = new RunObstacles(TimeProvider.System, [], new(Path.Combine(driver.Folder, "book"))) { Guardrails = new() { MaxParallel = 1 } };
        var order = new ExecutionOrder { Id = driver.Id, Experiment = null!, Trigger = TriggerKind.Command };
        Should.Throw<Exception>(() => obstacles.Enter(order)).ShouldBeAssignableTo<SystemException>();
        Directory.Delete(Path.Combine(driver.Folder, "book"), recursive: true);
        obstacles.Enter(order).ShouldBeNull();
    }

    private RunObstacles Obstacles() => new(TimeProvider.System, [Order], new(null));
}
