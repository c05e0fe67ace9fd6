using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Commands;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Docs;

/// <summary>What the page about secrets shows is what the program reads and does. Its first example is run by <see cref="RunCommandTests"/>.</summary>
public sealed class SecretPagesTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static string[] Blocks { get; } = [.. File.ReadAllText(SourceTree.Of("docs/secrets.md")).Split("```yaml\n")[1..].Select(static part => part.Split("```")[0])];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_grants_are_read_without_a_finding()
    {
        var reading = ServerConfigurationReader.Read(new("s.yaml", Encoding.UTF8.GetBytes("data: /var/lib/reliably\n" + Block("grants:"))), ImmutableDictionary<string, string>.Empty);
        reading.Diagnostics.ShouldBeEmpty();
        var command = reading.Configuration!.Repositories.Single().Grants.SecretCommands.Single();
        (command.Name, command.Line[0], command.Variables.Single(), command.Timeout).ShouldBe(("checkout-token", "vault", "VAULT_ADDR", TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_environment_and_the_experiments_block_are_read_without_a_finding()
    {
        SnapshotReader.ReadAlone(new("environments/e.yaml", Encoding.UTF8.GetBytes(Block("from: { command"))), DocumentKind.Environment).ShouldBeEmpty();
        var experiment = "title: t\ndescription: d\nmethod: []\n" + Block("type: vault");
        SnapshotReader.ReadAlone(new("experiments/x.yaml", Encoding.UTF8.GetBytes(experiment)), DocumentKind.Experiment).ShouldNotContain(static finding => finding.Severity == Diagnostics.Severity.Error);
    }

    [Fact]
    public async Task A_command_of_the_callers_own_file_gives_the_secret_at_a_terminal()
    {
        var commands = Block("sops").Replace("[op, read, \"op://staging/checkout/token\"]", "[echo, value-of-the-command]", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["commands.yaml"], commands);
        await File.WriteAllTextAsync(folder["reliably.yaml"], "");
        Directory.CreateDirectory(folder["environments"]);
        await File.WriteAllTextAsync(folder["environments/staging.yaml"], Block("from: { command"));
        await File.WriteAllTextAsync(folder["x.yaml"], "title: t\ndescription: d\nmethod:\n- {type: action, name: show, provider: {type: process, path: sh, arguments: [-c, 'echo \"[$CHECKOUT_TOKEN]\" ${#CHECKOUT_TOKEN}']}}\n");
        string[] line = ["run", "x.yaml", "--runner", "native", "--environment", "staging"];
        (await ReliablyDriver.RunInAsync(folder.Path, line)).Error.ShouldContain("--secret-commands");
        var run = await ReliablyDriver.RunInAsync(folder.Path, [.. line, "--secret-commands", "commands.yaml"]);
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        (await File.ReadAllTextAsync(folder["journal.json"])).ShouldContain("[***] 20");
    }

    [Fact]
    public async Task A_file_of_commands_that_cannot_be_understood_is_said_with_its_place()
    {
        await File.WriteAllTextAsync(folder["commands.yaml"], "checkout-token: vault kv get\n");
        await File.WriteAllTextAsync(folder["reliably.yaml"], "");
        Directory.CreateDirectory(folder["environments"]);
        await File.WriteAllTextAsync(folder["environments/staging.yaml"], Block("from: { command"));
        await File.WriteAllTextAsync(folder["x.yaml"], "title: t\ndescription: d\nmethod: []\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "run", "x.yaml", "--environment", "staging", "--secret-commands", "commands.yaml");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("commands.yaml:1:17");
    }

    private static string Block(string holds) => Blocks.Single(block => block.Contains(holds, StringComparison.Ordinal));
}
