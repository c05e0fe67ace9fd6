using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Executions.Canaries;

/// <summary>Secrets sent through every route that leads out of a run are found nowhere, by decoders that know nothing of how they are hidden.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string Core = "Zq7Xw2Kv9Lm4Rt";
    private const string Canary = Core + "/+ '\"&<é€";
    private const string SecondCore = "Hb3Nd8Sf6Pj1Gc";
    private const string File = "users:\n- name: ada\n  token: " + SecondCore + "\n  more: first" + SecondCore + "last\n";

    private const string Experiment = """
        title: The canary ${token} sings
        description: d
        configuration:
          token: { type: env, key: TOKEN }
          url: { type: env, key: CANARY_URL }
          found: { type: probe, name: find, provider: { type: process, path: printenv, arguments: [TOKEN] } }
        secrets: { own: { secret: { type: env, key: TOKEN } } }
        steady-state-hypothesis:
          title: It is quiet
          probes:
          - { type: probe, name: quiet, tolerance: { type: regex, pattern: ".*", target: stdout }, provider: { type: process, path: printenv, arguments: [TOKEN] } }
        method:
        - { type: action, name: argument, provider: { type: process, path: echo, arguments: ["${token}", "${secret}", "${found}"] } }
        - { type: action, name: error stream, provider: { type: process, path: sh, arguments: [-c, "printenv TOKEN >&2; exit 3"] } }
        - { type: action, name: file name, provider: { type: process, path: sh, arguments: [-c, "d=$(mktemp -d); touch \"$d/$(printenv TOKEN | tr / _)\" \"$d/${TOKEN%%/*}\"; ls $d; rm -r $d"] } }
        - { type: action, name: many lines, provider: { type: process, path: sh, arguments: [-c, "cat $RELIABLY_SECRETS/config; while read line; do echo \"> $line <\"; done < $RELIABLY_SECRETS/config"] } }
        - { type: action, name: wrapped, provider: { type: process, path: sh, arguments: [-c, "base64 -w 20 $RELIABLY_SECRETS/config; printf \"x$TOKEN\" | base64 -w 12; printf \"user:$TOKEN\" | base64 | tr '+/' '-_'"] } }
        - { type: action, name: hexadecimal, provider: { type: process, path: sh, arguments: [-c, "printf '%s' \"$TOKEN\" | od -An -tx1 -v; printf '%s' \"$TOKEN\" | od -An -tx1 -v | tr -d ' \\n' | tr a-f A-F"] } }
        - { type: action, name: half of it, provider: { type: process, path: sh, arguments: [-x, -c, "echo \"$TOKEN\" | sed 's/^/[/'"] } }
        - { type: action, name: header and address, provider: { type: http, url: "${url}/echo?q=${token}", headers: { X-Canary: "Zq7Xw2Kv9Lm4Rt" }, timeout: 20 } }
        - { type: action, name: body, provider: { type: http, method: POST, url: "${url}/echo", arguments: { "key": "${token}" }, timeout: 20 } }
        - { type: action, name: keys of JSON, provider: { type: http, url: "${url}/canary", timeout: 20 } }
        - { type: action, name: exception, provider: { type: http, url: "http://127.0.0.1:1/${token}", timeout: 20 } }
        - { type: action, name: too long, provider: { type: process, path: sh, arguments: [-c, "printenv TOKEN; sleep 30", "${token}"], timeout: 1 } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: printenv, arguments: [TOKEN] } }
        """;

    private readonly ExecutionDriver driver = new() { UnderServe = true };
    private readonly RawServer server = new();

    public CanaryTests()
    {
        driver.Variables["STAGING_TOKEN"] = Canary;
        driver.Variables["STAGING_HEADER"] = Core;
        driver.Variables["STAGING_FILE"] = File;
        driver.Variables["STAGING_URL"] = server.Url;
        driver.Grants = driver.Grants with { SecretVariables = ["STAGING_*"] };
        driver.Environment = new()
        {
            Slug = Slug.Parse("staging"),
            Variables = [new("CANARY_URL", server.Url)],
            Secrets =
            [
                new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("STAGING_TOKEN") },
                new() { Key = "header", VariableName = "HEADER", From = new SecretSource.FromVariable("STAGING_HEADER") },
                new() { Key = "file", FilePath = "config", From = new SecretSource.FromVariable("STAGING_FILE") },
            ],
        };
        var name = JsonWriter.Compact(DataNode.Of(Canary));
        server.Answers("/canary", "application/json", $"{{{name}: {name}, \"list\": [{name}]}}", header: "X-Back: " + Core);
        server.Answers("/echo", "text/plain", "you sent " + Uri.EscapeDataString(Canary) + " and " + System.Net.WebUtility.HtmlEncode(Canary));
    }

    public void Dispose()
    {
        driver.Dispose();
        server.Dispose();
    }

    [Fact]
    public Task Is_found_nowhere_after_a_run_of_our_own_engine() => IsFoundNowhereAsync(RunnerChoice.Native);

    [ChaosToolkitFact]
    public Task Is_found_nowhere_after_a_run_of_the_Chaos_Toolkit()
    {
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program!;
        return IsFoundNowhereAsync(RunnerChoice.ChaosToolkit);
    }

    [Fact]
    public void The_hunt_itself_finds_a_canary_in_every_disguise()
    {
        var bytes = Encoding.UTF8.GetBytes("x" + Canary);
        string[] disguises =
        [
            Canary, Convert.ToBase64String(bytes), "YQ" + Convert.ToBase64String(bytes), Convert.ToHexString(bytes), string.Join(' ', Convert.ToHexString(bytes).Chunk(2).Select(static pair => new string(pair))),
            string.Join('\n', Convert.ToBase64String(bytes).Chunk(7).Select(static part => new string(part))), Core[2..11],
        ];
        disguises.ShouldAllBe(static text => CanaryHunt.Find("a " + text + " b", Core).Count > 0);
        CanaryHunt.Find("nothing of it: " + Core[..7], Core).ShouldBeEmpty();
    }

    [Fact]
    public void No_kind_of_event_passes_a_text_on_unmasked()
    {
        var heard = new List<RunEvent>();
        var masked = new MaskedProgress(new Collector(heard), SecretMask.Of([Core]));
        foreach (var type in typeof(RunEvent).GetNestedTypes().Where(static type => type.IsSubclassOf(typeof(RunEvent))))
        {
            var constructor = type.GetConstructors().Single(static one => one.GetParameters() is not [{ Name: "original" }]);
            var item = (RunEvent)constructor.Invoke([.. constructor.GetParameters().Select(static parameter => Sample(parameter.ParameterType))]);
            masked.Report(item);
        }

        heard.Count.ShouldBeGreaterThan(5);
        heard.Where(static item => CanaryHunt.Find(item.ToString(), Core).Count > 0).Select(static item => item.GetType().Name).ShouldBeEmpty();
    }

    private static object? Sample(Type type)
    {
        if (type == typeof(string)) return "a " + Core;
        if (type == typeof(ExecutionEvent)) return new ExecutionEvent(default, "stopped", "because " + Core, Core);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private async Task IsFoundNowhereAsync(RunnerChoice runner)
    {
        driver.Options = new() { Runner = runner, RollbackStrategy = new("always", "test") };
        var run = await driver.RunYamlAsync(Experiment);
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.JournalWithheld.ShouldBeFalse();
        run.Record.MaskedValues.ShouldBeGreaterThan(20);
        run.JournalText!.ShouldContain("\"name\": \"back\"");
        var outcomes = new Dictionary<string, string>
        {
            ["journal"] = run.JournalText!,
            ["record"] = ExecutionRecordJson.Write(run.Record),
            ["report"] = ExecutionReport.Write(run),
            ["page"] = HtmlPage.Render(ExecutionReport.Write(run), "t"),
            ["progress"] = string.Join('\n', driver.Events.Select(static item => item.ToString())),
        };
        foreach (var (where, text) in outcomes)
        {
            CanaryHunt.Find(text, Core).ShouldBeEmpty(where);
            CanaryHunt.Find(text, SecondCore).ShouldBeEmpty(where);
        }

        foreach (var activity in Journal.TryParse(run.JournalText!)!.Run.Where(static activity => activity.Name is not ("too long" or "body" or "header and address")))
            JsonWriter.Compact(activity.Source).ShouldContain(SecretMask.Hidden, customMessage: activity.Name);
    }

    private sealed class Collector(List<RunEvent> heard) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => heard.Add(value);
    }
}
