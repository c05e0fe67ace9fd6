using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>Runs under an account without rights, which try what belongs to the service. Only root may become somebody else.</summary>
public sealed class LocalAccountTests : IDisposable
{
    private const string Canary = "canary-of-the-service";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [RootFact]
    public async Task An_activity_reads_neither_environment_nor_key_nor_mirror_nor_data_folder_of_its_service()
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        folder.Write("key", Canary);
        File.SetUnixFileMode(folder["key"], UnixFileMode.UserRead);
        var remote = Remote($"id -u; touch here && echo writable; cat /proc/$PPID/environ; cat {folder["key"]}; ls {folder["data"]}; find {folder["data"]} -name HEAD; kill -9 $PPID; kill -0 $$ && echo done");
        var service = await ServeAsync(remote, "accounts: [nobody]", (nameof(Canary), Canary));
        var output = OutputOf(remote);
        output.Said.ShouldBe("65534\nwritable\ndone\n", output.Errors + service);
        foreach (var what in (string[])["/environ: Permission denied", "key: Permission denied", "data': Permission denied"]) output.Errors.ShouldContain(what);
        output.Errors.ShouldContain("not permitted", customMessage: "the service cannot be ended");
        service.ShouldNotContain(Canary);
        Directory.EnumerateFileSystemEntries("/dev/shm", "reliably-" + RecordOf(remote).Id.Value).ShouldBeEmpty("its folder is wiped");
    }

    [Fact]
    public async Task An_account_that_the_server_does_not_grant_is_refused()
    {
        var remote = Remote("id -u", "user: nobody\n");
        await ServeAsync(remote, "accounts: [somebody-else]");
        RecordOf(remote).VerdictReason.ShouldContain("does not grant the account 'nobody'");
        RecordOf(remote).Verdict.ShouldBe(Verdict.Blocked);
    }

    [Theory]
    [InlineData("no-such-account", "no account 'no-such-account'")]
    [InlineData("root", "may read everything")]
    public void An_account_that_is_of_no_use_is_refused_with_what_to_do(string name, string why)
    {
        if (!OperatingSystem.IsLinux()) return;
        var (account, refusal) = Account.Find(name);
        account.ShouldBeNull();
        refusal!.ShouldContain(why);
    }

    private static ExecutionRecord RecordOf(GitRemoteDriver remote) =>
        ExecutionRecordJson.Read(remote.Show(remote.Files("reports/executions").Single(static path => path.EndsWith(".record.json", StringComparison.Ordinal))));

    private static (string Said, string Errors) OutputOf(GitRemoteDriver remote)
    {
        var text = remote.Show(remote.Files("reports/executions").Single(static path => path.EndsWith(".journal.json", StringComparison.Ordinal)));
        var output = (DataNode.Mapping)Journal.TryParse(text)!.Run.Single().Output!;
        return (((DataNode.Text)output["stdout"]!).Value, ((DataNode.Text)output["stderr"]!).Value);
    }

    private async Task<string> ServeAsync(GitRemoteDriver remote, string grants, params (string Name, string Value)[] variables)
    {
        folder.Write("server.yaml", $"data: {folder["data"]}\nrunner: native\nrepositories:\n- url: {remote.Url}\n  grants: {{ deployments: [local, mine], {grants} }}\n");
        using var service = ServeProcess.StartWith(folder.Path, variables, "serve", "--config", folder["server.yaml"], "--once");
        await service.EndAsync();
        return service.Text;
    }

    private GitRemoteDriver Remote(string script, string deployment = "") => GitRemoteDriver.Create(
        folder.Path,
        ("reliably.yaml", "first-contact: run\n"),
        ("deployments/mine.yaml", "type: local\n" + deployment),
        ("plans/now.yaml", "title: first\nexperiments: [a]\ndeployment: mine\nschedule: { type: now }\n"),
        ("experiments/a.yaml", $$"""
            title: Looks around
            description: As somebody would who was let in.
            method:
            - { type: action, name: look, provider: { type: process, path: /bin/sh, arguments: ["-c", "{{script}}"] } }
            """));
}
