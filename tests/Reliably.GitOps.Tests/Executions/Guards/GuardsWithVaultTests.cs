using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>Guards whose own secrets lie in a vault.</summary>
public sealed class GuardsWithVaultTests : IDisposable
{
    private readonly ExecutionDriver driver = new();
    private readonly GuardEndpoint endpoint = new();
    private readonly VaultStub vault = new();

    public void Dispose()
    {
        driver.Dispose();
        endpoint.Dispose();
        vault.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Are_asked_with_them_and_tell_them_to_nobody(bool isSafeguard)
    {
        endpoint.Answers = static (_, request) => request.Contains("Authorization: Bearer " + VaultStub.Password, StringComparison.OrdinalIgnoreCase)
            ? GuardEndpoint.Yes("I know " + VaultStub.Password + " now") : GuardEndpoint.No("who are you");
        driver.Guards = Of(Question("shop"), isSafeguard);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldNotBe(Verdict.Blocked, run.Record.VerdictReason);
        run.Record.Events.ShouldContain(static item => item.Detail == "'The shop is calm' says yes: I know *** now.");
        ExecutionRecordJson.Write(run.Record).ShouldNotContain(VaultStub.Password);
    }

    [Theory]
    [InlineData("nowhere", VaultStub.Token, "answered 404")]
    [InlineData("shop", "another-token-0123", "answered 403")]
    public async Task Say_no_where_they_cannot_be_had(string path, string token, string why)
    {
        driver.Guards = Of(Question(path, token), isSafeguard: false);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldStartWith("The pre-check 'The shop is calm' says no: it could not be asked: The vault at ");
        run.Record.VerdictReason.ShouldContain(why);
        run.Record.VerdictReason.ShouldNotContain(token);
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Keep_no_rollback_back_where_they_cannot_be_had()
    {
        driver.Guards = Of(Question("nowhere"), isSafeguard: false);
        driver.Unguarded = true;
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch ran"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeTrue();
        vault.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Under_serve_send_no_file_that_is_not_granted_to_a_vault_of_their_choice()
    {
        driver.UnderServe = true;
        var file = Path.Combine(driver.Folder, "sa-token");
        await File.WriteAllTextAsync(file, VaultStub.AccountToken);
        var question = Question("shop") with { Configuration = DataNode.Mapping.Create(("vault_addr", DataNode.Of(vault.Url)), ("vault_sa_role", DataNode.Of("chaos")), ("vault_sa_token_path", DataNode.Of(file))) };
        driver.Guards = Of(question, isSafeguard: false);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        run.Record.VerdictReason.ShouldContain("does not grant");
        vault.Asked.ShouldBeEmpty();
    }

    private static GuardSet Of(GuardQuestion question, bool isSafeguard) => isSafeguard
        ? new() { Safeguards = [new(question, TimeSpan.FromSeconds(1)) { Slug = Slug.Parse("calm") }] }
        : new() { PreChecks = [new(question) { Slug = Slug.Parse("calm") }] };

    private GuardQuestion Question(string path, string token = VaultStub.Token) => new()
    {
        Title = "The shop is calm",
        Url = endpoint.Url,
        Headers = DataNode.Mapping.Create(("Authorization", DataNode.Of("Bearer ${password}"))),
        Configuration = DataNode.Mapping.Create(("vault_addr", DataNode.Of(vault.Url)), ("vault_token", DataNode.Of(token))),
        Secrets = DataNode.Mapping.Create(("own", DataNode.Mapping.Create(("password", DataNode.Mapping.Create(("type", DataNode.Of("vault")), ("path", DataNode.Of(path)), ("key", DataNode.Of("password"))))))),
    };
}
