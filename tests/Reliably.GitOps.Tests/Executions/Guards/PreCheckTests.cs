using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>Questions that are asked before a run.</summary>
public sealed class PreCheckTests : IDisposable
{
    private readonly ExecutionDriver driver = new();
    private readonly GuardEndpoint endpoint = new();

    public void Dispose()
    {
        driver.Dispose();
        endpoint.Dispose();
    }

    [Fact]
    public async Task A_yes_lets_the_run_begin_and_stands_on_its_record()
    {
        driver.Guards = Asking(new GuardQuestion { Title = "The shop is calm", Url = endpoint.Url });
        var run = await TouchAsync();
        run.Record.Verdict.ShouldNotBe(Verdict.Blocked);
        Touched.ShouldBeTrue();
        run.Record.Events.ShouldContain(static item => item.Kind == "pre-check" && item.Detail == "'The shop is calm' says yes: all is calm.");
    }

    [Fact]
    public async Task A_no_refuses_the_run_with_its_reason_and_nothing_is_done()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("checkout pages since 09:12");
        driver.Guards = Asking(new GuardQuestion { Title = "The shop is calm", Url = endpoint.Url });
        var run = await TouchAsync();
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldBe("The pre-check 'The shop is calm' says no: checkout pages since 09:12.");
        run.Record.Events.ShouldContain(static item => item.Kind == "pre-check" && item.Detail.Contains("says no", StringComparison.Ordinal));
        run.JournalText.ShouldBeNull();
        Touched.ShouldBeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "status 500")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "status 204")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n{oops!", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"ok\": true", "")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /calm\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "redirects")]
    [InlineData("\0\0\0 this is not HTTP\r\n\r\n", "")]
    [InlineData("", "")]
    public async Task Rubbish_refuses(string answer, string reason)
    {
        endpoint.Answers = (_, _) => answer;
        driver.Guards = Asking(new GuardQuestion { Title = "calm", Url = endpoint.Url, Timeout = TimeSpan.FromSeconds(20) });
        var run = await TouchAsync();
        run.Record.Verdict.ShouldBe(Verdict.Blocked, run.Record.VerdictReason);
        run.Record.VerdictReason.ShouldContain(reason);
        Touched.ShouldBeFalse();
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_refuses_when_its_time_is_over()
    {
        endpoint.Answers = static (_, _) => null;
        driver.Guards = Asking(new GuardQuestion { Title = "calm", Url = endpoint.Url, Timeout = TimeSpan.FromMilliseconds(300) });
        (await TouchAsync()).Record.VerdictReason.ShouldBe("The pre-check 'calm' says no: it did not answer within 0.3 s.");
        Touched.ShouldBeFalse();
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_refuses()
    {
        driver.Guards = Asking(new GuardQuestion { Title = "calm", Url = "http://127.0.0.1:1/calm" });
        (await TouchAsync()).Record.VerdictReason.ShouldStartWith("The pre-check 'calm' says no: the endpoint could not be asked");
    }

    [Theory]
    [InlineData("exit 0", true)]
    [InlineData("exit 3", false)]
    [InlineData("kill -9 $$", false)]
    public async Task A_probe_is_asked_with_its_tolerance(string script, bool yes)
    {
        driver.Guards = Asking(new GuardQuestion { Title = "disk", Probe = Shell(script) });
        (await TouchAsync()).Record.Verdict.ShouldBe(yes ? Verdict.Unverified : Verdict.Blocked);
        Touched.ShouldBe(yes);
    }

    [Fact]
    public async Task A_probe_whose_program_is_missing_refuses_and_says_so()
    {
        driver.Guards = Asking(new GuardQuestion { Title = "disk", Probe = Probe("""{"type":"process","path":"no-such-program-here"}""") });
        (await TouchAsync()).Record.VerdictReason.ShouldContain("no-such-program-here");
    }

    [Fact]
    public async Task A_probe_that_hangs_is_ended_with_all_it_started()
    {
        driver.Guards = Asking(new GuardQuestion { Title = "disk", Probe = Shell("sleep 300 & echo $! > pid; wait"), Timeout = TimeSpan.FromSeconds(2) });
        (await TouchAsync()).Record.VerdictReason.ShouldContain("did not answer within 2 s");
        LivingProcesses.IsAlive(int.Parse(await File.ReadAllTextAsync(Path.Combine(driver.Folder, "pid")))).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_stops_the_run_waits_for_no_answer()
    {
        endpoint.Answers = (_, _) =>
        {
            driver.Control.Stop(new() { Who = "ada", Why = "wrong experiment" });
            return null;
        };
        driver.Guards = Asking(new GuardQuestion { Title = "calm", Url = endpoint.Url, Timeout = TimeSpan.FromMinutes(10) });
        var run = await TouchAsync();
        (run.Record.Verdict, Touched).ShouldBe((Verdict.Blocked, false));
        run.Record.VerdictReason.ShouldContain("Stopped by ada: wrong experiment");
    }

    [Fact]
    public async Task The_first_no_is_the_last_question()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("no");
        driver.Guards = Asking(new GuardQuestion { Title = "one", Url = endpoint.Url }, new GuardQuestion { Title = "two", Url = endpoint.Url });
        await TouchAsync();
        endpoint.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Its_secrets_go_to_the_endpoint_and_nowhere_else()
    {
        const string secret = "c4n4ry-of-the-guard-77";
        driver.Variables["ALERTS_TOKEN"] = secret;
        endpoint.Answers = static (_, head) => GuardEndpoint.No("you sent " + head.Split('\n').First(static line => line.StartsWith("X-Token", StringComparison.OrdinalIgnoreCase)).Trim());
        driver.Guards = Asking(new GuardQuestion
        {
            Title = "calm",
            Url = endpoint.Url,
            Headers = DataNode.Mapping.Create(("X-Token", DataNode.Of("key ${token}"))),
            Secrets = (DataNode.Mapping)JsonReader.Parse("""{"alerts":{"token":{"type":"env","key":"ALERTS_TOKEN"}}}"""),
        });
        var run = await TouchAsync();
        run.Record.VerdictReason.ShouldContain("you sent X-Token: key ");
        ExecutionRecordJson.Write(run.Record).ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_guard_that_is_missing_refuses()
    {
        driver.Guards = GuardSet.None with { Missing = [Slug.Parse("calm")] };
        (await TouchAsync()).Record.VerdictReason.ShouldBe("The guard 'calm' is missing or broken, and a run without it must not be.");
        Touched.ShouldBeFalse();
    }

    [ChaosToolkitFact]
    public async Task A_Python_probe_is_asked_by_the_Chaos_Toolkit()
    {
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program!;
        driver.Guards = Asking(new GuardQuestion { Title = "there", Probe = Probe("""{"type":"python","module":"os.path","func":"isdir","arguments":{"s":"/"}}""", "true"), Timeout = TimeSpan.FromSeconds(60) });
        var run = await TouchAsync();
        run.Record.Events.ShouldContain(static item => item.Kind == "pre-check" && item.Detail.Contains("says yes", StringComparison.Ordinal), run.Record.VerdictReason);
    }

    private bool Touched => File.Exists(Path.Combine(driver.Folder, "touched"));

    private Task<ExecutedRun> TouchAsync() => driver.RunYamlAsync(ExecutionDriver.Scripts("touch touched"));

    private static GuardSet Asking(params GuardQuestion[] questions) =>
        GuardSet.None with { PreChecks = [.. questions.Select(static (question, i) => new Integration.PreCheck(question) { Slug = Slug.Parse($"guard-{i}") })] };

    private static DataNode.Mapping Shell(string script) => Probe($$"""{"type":"process","path":"sh","arguments":["-c",{{JsonWriter.Compact(DataNode.Of(script))}}]}""");

    private static DataNode.Mapping Probe(string provider, string tolerance = "0") =>
        (DataNode.Mapping)JsonReader.Parse($$"""{"type":"probe","name":"p","tolerance":{{tolerance}},"provider":{{provider}}}""");
}
