using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Commands;

/// <summary>What a person at a terminal sees of guards.</summary>
public sealed class GuardedRunTests : IDisposable
{
    private const string Experiment = "title: t\ndescription: d\nmethod:\n- { type: action, name: touch, provider: { type: process, path: touch, arguments: touched } }\n";

    private readonly TestFolder folder = new();
    private readonly GuardEndpoint endpoint = new();

    public GuardedRunTests()
    {
        Write("reliably.yaml", "scores: { profile: evidence }\n");
        Write("experiments/e.yaml", Experiment);
    }

    private bool Touched => File.Exists(folder["touched"]);

    public void Dispose()
    {
        folder.Dispose();
        endpoint.Dispose();
    }

    [Fact]
    public async Task A_window_of_the_repository_refuses_with_exit_code_3()
    {
        Write("reliably.yaml", "guardrails:\n  windows:\n  - { title: Always, from: 2020-01-01T00:00, to: 2120-01-01T00:00 }\n");
        var run = await RunAsync("run", "e", "--runner", "native");
        (run.ExitCode, Touched).ShouldBe((3, false), run.Error);
        run.Output.ShouldBe("blocked: The blackout window 'Always' is open until 2120-01-01 00:00 UTC: nothing is run in it.\n");
    }

    [Fact]
    public async Task An_integration_that_is_named_guards_the_run()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("checkout pages");
        Write("integrations/calm.yaml", $"type: pre-check\nurl: {endpoint.Url}\n");
        var run = await RunAsync("run", "e", "--runner", "native", "--integration", "calm");
        (run.ExitCode, Touched).ShouldBe((3, false), run.Error);
        run.Output.ShouldBe("blocked: The pre-check 'calm' says no: checkout pages.\n");

        endpoint.Answers = static (_, _) => GuardEndpoint.Yes();
        (await RunAsync("run", "e", "--runner", "native", "--integration", "integrations/calm.yaml")).ExitCode.ShouldBe(0);
        Touched.ShouldBeTrue();
    }

    [Fact]
    public async Task Guardrails_guard_every_run()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("checkout pages");
        Write("integrations/calm.yaml", $"type: safeguard\nurl: {endpoint.Url}\n");
        Write("reliably.yaml", "guardrails: { integrations: [calm] }\n");
        (await RunAsync("run", "e", "--runner", "native")).ExitCode.ShouldBe(3);
    }

    [Theory]
    [InlineData("guardrails: { integrations: [calm] }\n", "There is no integration 'calm'")]
    [InlineData("guardrails: { windows: [{ from: yesterday, to: tomorrow }] }\n", "The guardrails of this repository cannot be read: reliably.yaml:1:")]
    [InlineData("guardrails: { max-timeout: soon }\n", "The guardrails of this repository cannot be read")]
    public async Task Guardrails_that_cannot_be_obeyed_let_nothing_run(string settings, string message)
    {
        Write("reliably.yaml", settings);
        var run = await RunAsync("run", "e", "--runner", "native");
        (run.ExitCode, Touched).ShouldBe((70, false));
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_guard_that_is_broken_lets_nothing_run()
    {
        Write("integrations/calm.yaml", "type: pre-check\n");
        var run = await RunAsync("run", "e", "--runner", "native", "--integration", "calm");
        (run.ExitCode, Touched).ShouldBe((70, false));
        run.Error.ShouldContain("reliably: The integration 'calm' cannot be used.\n  integrations/calm.yaml:1:1");
    }

    [Fact]
    public async Task The_file_of_the_repository_refuses_too()
    {
        Write("EMERGENCY_STOP", "payments are down\n");
        var run = await RunAsync("run", "e", "--runner", "native");
        run.ExitCode.ShouldBe(3);
        run.Output.ShouldContain("The emergency stop is on: payments are down. To go on, remove the file");
    }

    [Fact]
    public async Task The_emergency_stop_refuses_runs_until_it_is_off()
    {
        (await RunAsync("emergency-stop")).Output.ShouldBe("The emergency stop is off.\n");
        var on = await RunAsync("emergency-stop", "on", "--why", "checkout is down");
        on.ExitCode.ShouldBe(0, on.Error);
        on.Output.ShouldContain("checkout is down. To go on, type 'reliably emergency-stop off'.");
        (await RunAsync("emergency-stop")).Output.ShouldContain("checkout is down");
        (await RunAsync("run", "e", "--runner", "native")).ExitCode.ShouldBe(3);
        (await RunAsync("emergency-stop", "off")).Output.ShouldContain("is off");
        (await RunAsync("emergency-stop", "off")).Output.ShouldBe("The emergency stop was not on.\n");
        (await RunAsync("run", "e", "--runner", "native")).ExitCode.ShouldBe(0);
        Touched.ShouldBeTrue();
    }

    [Fact]
    public async Task The_emergency_stop_of_a_service_needs_its_data_folder()
    {
        var run = await RunAsync("emergency-stop", "on", "--data", folder["nothing"]);
        run.ExitCode.ShouldBe(70);
        run.Error.ShouldContain("is not the data folder of a service");
    }

    [Fact]
    public async Task What_a_comment_ordered_for_a_repository_is_shown_and_ended_by_the_operator()
    {
        folder.Write("data/lock", "");
        folder.Write("data/repositories/shop-1/repository.json", """{"url":"https://git.example.com/shop.git","branch":"main"}""");
        var order = EmergencyFile.OfRepository(folder["data/repositories/shop-1"]);
        DurableFile.Replace(order.Path, new EmergencyStop(order.Where, "ada").Write());
        (await RunAsync("emergency-stop", "--data", folder["data"])).Output.ShouldBe(
            "The emergency stop is off.\nhttps://git.example.com/shop.git: The emergency stop is on, by ada. To go on, write '/reliably emergency-stop off' in a comment on a pull request or issue of the repository.\n");
        (await RunAsync("emergency-stop", "off", "--data", folder["data"])).Output.ShouldContain("https://git.example.com/shop.git: The emergency stop is off");
        File.Exists(order.Path).ShouldBeFalse();
        (await RunAsync("emergency-stop", "off", "--data", folder["data"])).Output.ShouldBe("The emergency stop was not on.\n");
    }

    [Fact]
    public async Task The_emergency_stop_knows_on_and_off_and_nothing_else() => (await RunAsync("emergency-stop", "maybe")).ExitCode.ShouldBe(64);

    [Fact]
    public async Task A_plan_that_is_run_here_has_its_guards()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("checkout pages");
        Write("integrations/calm.yaml", $"type: pre-check\nurl: {endpoint.Url}\n");
        Write("plans/p.yaml", "experiments: [e]\nschedule: { type: manual }\nintegrations: [calm]\n");
        var run = await RunAsync("plan", "trigger", "p", "--here");
        (run.ExitCode, Touched).ShouldBe((3, false), run.Error);
        run.Output.ShouldContain("e: blocked - The pre-check 'calm' says no: checkout pages.");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], text);
    }

    /// <summary>With a state folder of the test's own.</summary>
    private async Task<ReliablyRun> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess();
        terminal = terminal with
        {
            Output = output,
            Error = error,
            Interactive = false,
            Colour = false,
            Width = static () => null,
            Asks = static () => false,
            WorkingFolder = folder.Path,
            Variables = new Dictionary<string, string>(terminal.Variables, StringComparer.Ordinal) { ["XDG_STATE_HOME"] = folder["state"] },
        };
        return new(await GitOpsApp.RunAsync(args, terminal), output.ToString(), error.ToString());
    }
}
