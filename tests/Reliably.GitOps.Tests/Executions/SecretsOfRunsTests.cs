using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions;

public sealed class SecretsOfRunsTests : IDisposable
{
    private const string Value = "s3cr3t/va+lue'\"x";
    private readonly ExecutionDriver driver = new();

    public SecretsOfRunsTests()
    {
        driver.UnderServe = true;
        driver.Variables["STAGING_TOKEN"] = Value;
        driver.Variables["OTHER"] = "not for you";
        driver.Grants = driver.Grants with { SecretVariables = ["STAGING_*"] };
    }

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_secret_reaches_the_run_and_nothing_else_in_any_encoding(RunnerChoice runner)
    {
        if (runner == RunnerChoice.ChaosToolkit && ChaosToolkitFactAttribute.Program is null) return;
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program ?? "";
        driver.Options = new() { Runner = runner };
        driver.Environment = Secret(new SecretSource.FromVariable("STAGING_TOKEN"));
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            configuration: { token: { type: env, key: TOKEN } }
            secrets: { own: { token: { type: env, key: TOKEN } } }
            method:
            - { type: action, name: raw, provider: { type: process, path: printenv, arguments: [TOKEN] } }
            - { type: action, name: base64, provider: { type: process, path: sh, arguments: [-c, "printf x$TOKEN | base64; printf xx$TOKEN | base64; printf xxx$TOKEN | base64"] } }
            - { type: action, name: hex, provider: { type: process, path: sh, arguments: [-c, "printf $TOKEN | od -An -tx1 -v | tr -d ' \\n'"] } }
            - { type: action, name: "${token}", provider: { type: process, path: echo, arguments: ["${token}"] } }
            """);
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.MaskedValues.ShouldBeGreaterThanOrEqualTo(6);
        run.JournalText!.ShouldNotContain("s3cr3t");
        run.JournalText!.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Value)));
        foreach (var shift in Enumerable.Range(1, 3))
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + Value));
            run.JournalText!.ShouldNotContain(encoded[4..^4]);
        }
    }

    [Fact]
    public async Task A_secret_as_a_file_is_private_and_wiped()
    {
        driver.Environment = Secret(new SecretSource.FromVariable("STAGING_TOKEN"), file: "kube/config");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("stat -c '%a %a' \"$RELIABLY_SECRETS\" \"$RELIABLY_SECRETS/kube/config\"; cat \"$RELIABLY_SECRETS/kube/config\""));
        var stdout = Journal.TryParse(run.JournalText!)!.Run.Single().Output!;
        ((DataNode.Text)((DataNode.Mapping)stdout)["stdout"]!).Value.ShouldBe("700 700\n600 600\n***");
        Directory.EnumerateFileSystemEntries(Path.Combine(driver.Folder, "runs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Under_serve_a_run_sees_no_variable_that_nobody_named()
    {
        driver.Environment = new() { Slug = Slug.Parse("e"), Variables = [new("TARGET", "http://x")] };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("env | cut -d= -f1 | sort | tr '\\n' ' '"));
        run.JournalText!.ShouldContain("\"stdout\": \"HOME PATH PWD RELIABLY_EXECUTION TARGET ");
    }

    [Fact]
    public async Task A_secret_that_is_not_granted_blocks_the_run()
    {
        driver.Environment = Secret(new SecretSource.FromVariable("OTHER"));
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldContain("OTHER");
        run.Record.VerdictReason.ShouldNotContain("not for you");
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_granted_folder_does_not_grant_where_a_link_leads()
    {
        var granted = Directory.CreateDirectory(Path.Combine(driver.Folder, "granted")).FullName;
        var outside = Path.Combine(driver.Folder, "outside");
        await File.WriteAllTextAsync(outside, "outside value");
        File.CreateSymbolicLink(Path.Combine(granted, "link"), outside);
        driver.Grants = driver.Grants with { SecretFiles = [granted + "/"] };
        foreach (var path in new[] { granted + "/link", granted + "/../outside", outside, granted + "/missing" })
        {
            driver.Environment = Secret(new SecretSource.FromFile(path));
            var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
            run.Record.Verdict.ShouldBe(path.EndsWith("missing", StringComparison.Ordinal) ? Verdict.Error : Verdict.Blocked, path);
        }
    }

    [Fact]
    public async Task A_secret_too_short_to_hide_is_refused_with_its_reason()
    {
        driver.Variables["STAGING_PIN"] = "123";
        driver.Environment = Secret(new SecretSource.FromVariable("STAGING_PIN"));
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain("shorter than 4 characters");
    }

    [Fact]
    public async Task An_unreadable_secret_is_said_by_name()
    {
        driver.UnderServe = false;
        driver.Environment = Secret(new SecretSource.FromFile("no/such/file"));
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain("'token'");
    }

    [Fact]
    public async Task A_deployment_that_is_not_granted_blocks_the_run()
    {
        driver.Grants = driver.Grants with { Deployments = [] };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_long_output_is_cut_in_the_middle_and_marked()
    {
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo begin; head -c 300000 /dev/zero | tr '\\0' x; echo end"));
        run.JournalText!.Length.ShouldBeLessThan(80_000);
        run.JournalText!.ShouldContain("bytes cut");
        run.JournalText!.ShouldContain("begin");
        run.JournalText!.ShouldContain("end");
    }

    private static ExecutionEnvironment Secret(SecretSource from, string? file = null) => new()
    {
        Slug = Slug.Parse("staging"),
        Secrets = [new() { Key = "token", VariableName = file is null ? "TOKEN" : null, FilePath = file, From = from }],
    };
}
