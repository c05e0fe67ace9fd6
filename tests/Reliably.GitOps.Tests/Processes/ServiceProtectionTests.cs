using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Processes;

/// <summary>An activity under the service's own account tries what it can. Root may do everything, so the service runs as somebody else.</summary>
public sealed class ServiceProtectionTests : IDisposable
{
    private const string Canary = "canary-in-the-environment";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LinuxFact]
    public async Task An_activity_cannot_read_the_environment_or_the_memory_of_its_service_or_attach_to_it()
    {
        const string attempt = "cat /proc/$PPID/environ; head -c 10 /proc/$PPID/mem; ls -l /proc/$PPID/fd; ls ${TMPDIR:-/tmp} | grep -e diagnostic-$PPID- -e debug-pipe-$PPID-; env; echo tried as $(id -u) $(tr '\\0' ' ' < /proc/$PPID/cmdline)";
        var remote = GitRemoteDriver.Create(
            folder.Path,
            ("reliably.yaml", "first-contact: run\n"),
            ("plans/now.yaml", "title: first\nexperiments: [a]\nschedule: { type: now }\n"),
            ("experiments/a.yaml", $$"""
                title: Looks around
                description: As somebody would who was let in.
                method:
                - { type: action, name: look, provider: { type: process, path: /bin/sh, arguments: ["-c", "{{attempt.Replace("\\", "\\\\", StringComparison.Ordinal)}}"] } }
                """));
        folder.Write("server.yaml", $"data: {folder["data"]}\nrunner: native\nrepositories:\n- url: {remote.Url}\n  grants: {{ deployments: [local] }}\n");
        using var service = ServeProcess.StartAsNobody(folder.Path, new() { ["STAGING_TOKEN"] = Canary }, "serve", "--config", folder["server.yaml"], "--once");
        (await service.EndAsync()).ShouldBe(0, service.Text);
        ServeProcess.TakeBack(folder.Path);
        var journal = Journal.TryParse(remote.Show(remote.Files("reports/executions").Single(static path => path.EndsWith(".journal.json", StringComparison.Ordinal))))!;
        var output = (Documents.DataNode.Mapping)journal.Run.Single().Output!;
        var (said, errors) = (((Documents.DataNode.Text)output["stdout"]!).Value, ((Documents.DataNode.Text)output["stderr"]!).Value);
        said.ShouldContain("tried as ");
        said.ShouldContain("reliably.dll serve", customMessage: "it looked at the service");
        said.ShouldNotContain(Canary);
        said.ShouldNotContain("diagnostic");
        said.ShouldNotContain("debug-pipe");
        said.ShouldNotContain("STAGING_TOKEN");
        errors.ShouldContain("/environ: Permission denied");
        errors.ShouldContain("/mem");
        errors.ShouldContain("/fd'");
        service.Text.ShouldNotContain(Canary);
    }

    [LinuxFact]
    public async Task What_another_account_left_under_the_number_of_this_process_keeps_no_service_from_starting()
    {
        if (OperatingSystem.IsWindows()) return;
        using var shared = new TestFolder();
        File.SetUnixFileMode(shared.Path, (UnixFileMode)0b1_111_111_111); // as /tmp is: whoever owns a file may delete it, and nobody else
        var remote = GitRemoteDriver.Create(folder.Path, ("README.md", "nothing\n"));
        folder.Write("server.yaml", $"data: {folder["data"]}\nrepositories:\n- url: {remote.Url}\n");
        var variables = new Dictionary<string, string> { ["TMPDIR"] = shared.Path };
        using var service = ServeProcess.StartAsNobodyAfter("touch $TMPDIR/dotnet-diagnostic-$$-1-socket", folder.Path, variables, "serve", "--config", folder["server.yaml"], "--once");
        (await service.EndAsync()).ShouldBe(0, service.Text);
        if (Environment.IsPrivilegedProcess) File.Exists(shared[$"dotnet-diagnostic-{service.Id}-1-socket"]).ShouldBeTrue("it was there, and not ours");
    }

    [LinuxFact]
    public async Task Nobody_else_may_look_into_the_data_folder()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(folder["data"], (UnixFileMode)0b111_101_101);
        var remote = GitRemoteDriver.Create(folder.Path, ("README.md", "nothing\n"));
        (await ReliablyDriver.RunInAsync(folder.Path, "serve", "--repository", remote.Url, "--data", folder["data"], "--once")).ExitCode.ShouldBe(0);
        File.GetUnixFileMode(folder["data"]).ShouldBe((UnixFileMode)0b111_000_000);
    }
}
