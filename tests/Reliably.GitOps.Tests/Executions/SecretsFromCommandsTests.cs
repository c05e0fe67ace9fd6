using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions;

public sealed class SecretsFromCommandsTests : IDisposable
{
    private readonly ExecutionDriver driver = new() { UnderServe = true };

    public SecretsFromCommandsTests()
    {
        driver.Environment = new() { Slug = Slug.Parse("e"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromCommand("shop-token") }] };
        driver.Variables["NAMED"] = "named-value-1";
        driver.Variables["OTHER"] = "other-value-1";
    }

    public void Dispose() => driver.Dispose();

    [Fact]
    public async Task What_a_granted_command_writes_is_the_secret_and_is_hidden()
    {
        Grant("printf", "%s\n", "value-of-a-command");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo [$TOKEN] ${#TOKEN}"));
        run.JournalText!.ShouldContain("[***] 18");
        run.JournalText!.ShouldNotContain("value-of-a-command");
    }

    [Fact]
    public async Task A_command_sees_the_variables_it_is_given_and_no_shell_reads_its_arguments()
    {
        Grant(["sh", "-c", "echo \"${NAMED}/${OTHER}/$0\"", "$(touch ran)"], variables: ["NAMED"]);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("test \"$TOKEN\" = 'named-value-1//$(touch ran)' && echo as wanted"));
        run.JournalText!.ShouldContain("as wanted");
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_command_that_the_server_does_not_name_blocks_the_run()
    {
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldContain("'shop-token'");
        run.Record.VerdictReason.ShouldContain("does not grant");
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ended with status 3", "sh", "-c", "echo half-a-secret-value; echo secret-in-error >&2; exit 3")]
    [InlineData("could not be started", "/no/such/program")]
    [InlineData("longer than 0.2 s", "sleep", "20")]
    [InlineData("more than 1 MiB", "head", "-c", "1100000", "/dev/zero")]
    [InlineData("shorter than 4 characters", "true")]
    public async Task A_command_that_gives_nothing_is_said_by_name_without_what_it_wrote(string reason, params string[] line)
    {
        Grant(line, timeout: line[0] == "sleep" ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(60));
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain(reason);
        run.Record.VerdictReason.ShouldContain("'token'");
        run.Record.VerdictReason.ShouldNotContain("half-a-secret");
        run.Record.VerdictReason.ShouldNotContain("secret-in-error");
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_services_own_files_are_no_secret_of_anybody_whatever_is_granted()
    {
        var own = Path.Combine(driver.Folder, "own");
        Directory.CreateDirectory(own);
        await File.WriteAllTextAsync(Path.Combine(own, "key"), "key-of-the-service");
        driver.OwnPaths = [own];
        driver.Grants = driver.Grants with { SecretFiles = [own + "/", "/proc/"] };
        foreach (var path in new[] { own + "/key", "/proc/self/environ" })
        {
            driver.Environment = new() { Slug = Slug.Parse("e"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromFile(path) }] };
            var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
            run.Record.Verdict.ShouldBe(Verdict.Blocked);
            run.Record.VerdictReason.ShouldContain("the service's own");
        }
    }

    private void Grant(params string[] line) => Grant(line, timeout: null);

    private void Grant(string[] line, string[]? variables = null, TimeSpan? timeout = null) => driver.Grants = driver.Grants with
    {
        SecretCommands = [new SecretCommand { Name = "shop-token", Line = [.. line], Variables = [.. variables ?? []], Timeout = timeout ?? TimeSpan.FromSeconds(60) }],
    };
}
