using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

public sealed class SecretsFromVaultTests : IDisposable
{
    private readonly ExecutionDriver driver = new();
    private readonly VaultStub vault = new();

    public void Dispose()
    {
        driver.Dispose();
        vault.Dispose();
    }

    [Theory]
    [InlineData("vault_token: {type: env, key: MY_VAULT}", "/v1/secret/data/shop")]
    [InlineData("vault_token: {type: env, key: MY_VAULT}, vault_kv_version: 1, vault_secrets_mount_point: kv", "/v1/kv/shop")]
    [InlineData("vault_role_id: chaos, vault_role_secret: {type: env, key: MY_ROLE}", "/v1/auth/approle/login")]
    [InlineData("vault_sa_role: chaos, vault_sa_token_path: FOLDER/sa-token", "/v1/auth/kubernetes/login")]
    public async Task Are_read_given_to_activities_and_hidden(string configuration, string asked)
    {
        driver.Variables["MY_VAULT"] = VaultStub.Token;
        driver.Variables["MY_ROLE"] = VaultStub.RoleSecret;
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "sa-token"), VaultStub.AccountToken + "\n");
        var run = await driver.RunYamlAsync(Experiment(configuration.Replace("FOLDER", driver.Folder, StringComparison.Ordinal), "key: password"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.JournalText!.ShouldContain("\"stdout\": \"[***] 21\\n\"");
        run.JournalText!.ShouldNotContain(VaultStub.Password);
        vault.Asked.ShouldContain(one => one.EndsWith(asked, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vault_token: wrong-token", "shop", "key: password", "answered 403")]
    [InlineData("vault_token: vault-token-0123456789", "nowhere", "key: password", "answered 404")]
    [InlineData("vault_token: vault-token-0123456789, vault_addr: \"ftp://x\"", "shop", "key: password", "is no address of a vault")]
    [InlineData("vault_token: vault-token-0123456789, vault_addr: \"http://127.0.0.1:1\"", "shop", "key: password", "cannot be read")]
    [InlineData("vault_sa_role: chaos, vault_sa_token_path: /no/such/file", "shop", "key: password", "service account cannot be read")]
    public async Task That_cannot_be_read_keep_the_experiment_from_running(string configuration, string path, string key, string reason)
    {
        var run = await driver.RunYamlAsync(Experiment(configuration, key, path) + "- {type: action, name: touch, provider: {type: process, path: touch, arguments: [ran]}}\n");
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain(reason);
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Under_serve_an_experiment_sends_no_file_that_is_not_granted_to_a_vault_of_its_choice()
    {
        driver.UnderServe = true;
        var file = Path.Combine(driver.Folder, "sa-token");
        await File.WriteAllTextAsync(file, VaultStub.AccountToken);
        var run = await driver.RunYamlAsync(Experiment($"vault_sa_role: chaos, vault_sa_token_path: {file}", "key: password"));
        run.Record.VerdictReason.ShouldContain("does not grant");
        vault.Asked.ShouldBeEmpty();
    }

    private string Experiment(string configuration, string key, string path = "shop")
    {
        var address = configuration.Contains("vault_addr", StringComparison.Ordinal) ? "" : $"vault_addr: \"{vault.Url}\", ";
        return """
            title: t
            description: d
            configuration: {CONFIGURATION}
            secrets: {own: {password: {type: vault, path: PLACE, KEY}}}
            method:
            - {type: action, name: show, provider: {type: process, path: sh, arguments: [-c, "printf '[%s] %s\\n' \"$0\" ${#0}", "${password}"]}}

            """.Replace("CONFIGURATION", address + configuration, StringComparison.Ordinal).Replace("PLACE", path, StringComparison.Ordinal).Replace("KEY", key, StringComparison.Ordinal);
    }
}
