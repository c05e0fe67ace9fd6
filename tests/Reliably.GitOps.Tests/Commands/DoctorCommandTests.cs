using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class DoctorCommandTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LinuxFact]
    public async Task All_is_well_and_nothing_is_left_behind()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("reliably.yaml", ""));
        Configure(remote.Url, OwnerOnly);
        var before = GitRemoteDriver.Git(remote.Url, "for-each-ref");
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output);
        run.Error.ShouldBe("The service can do its work.\n");
        run.Output.ShouldContain("✔ reliably-server.yaml is read; it watches 1 repository.");
        run.Output.ShouldContain("✔ git ");
        run.Output.ShouldContain("The data folder " + folder["data"] + " is not there yet");
        run.Output.ShouldContain($"can be read; 'main' is at {remote.Head[..7]}.");
        run.Output.ShouldContain("✔ Its credentials may push.");
        Directory.Exists(folder["data"]).ShouldBeFalse();
        GitRemoteDriver.Git(remote.Url, "for-each-ref").ShouldBe(before);
    }

    [LinuxFact]
    public async Task Each_problem_is_a_line_with_what_to_do_for_people_and_for_programs()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("reliably.yaml", ""));
        Configure(remote.Url, OwnerOnly | UnixFileMode.OtherRead, branch: "release");
        var run = await RunAsync("--format", "json");
        run.ExitCode.ShouldBe(ExitCodes.Problems, run.Output);
        run.Error.ShouldBe("2 things keep the service from its work.\n");
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("problems").GetInt32().ShouldBe(2);
        var problems = report.GetProperty("checks").EnumerateArray().Where(static one => one.GetProperty("state").GetString() == "problem").ToList();
        problems.Select(static one => one.GetProperty("check").GetString()).ShouldBe(["credentials-file", "remote"]);
        problems[0].GetProperty("hint").GetString()!.ShouldStartWith("chmod 600 " + folder["token"]);
        problems[1].GetProperty("message").GetString()!.ShouldContain("has no branch 'release'");
        run.Output.ShouldNotContain("t0ken");
    }

    [LinuxFact]
    public async Task A_remote_that_is_not_there_and_one_that_may_not_be_written_are_told_apart()
    {
        var gone = await RunAsync("--repository", folder["nowhere.git"]);
        gone.ExitCode.ShouldBe(ExitCodes.Problems);
        gone.Output.ShouldContain("✘ There is no Git repository at '" + folder["nowhere.git"] + "'");
        gone.Output.ShouldNotContain("tried again");
        if (Environment.IsPrivilegedProcess) return; // root may write anywhere
        var remote = GitRemoteDriver.Create(folder.Path, ("a", "b"));
        File.SetUnixFileMode(Path.Combine(remote.Url, "objects"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var closed = await RunAsync("--repository", remote.Url);
        closed.ExitCode.ShouldBe(ExitCodes.Problems);
        closed.Output.ShouldContain("✘ This account may not write to ");
        File.SetUnixFileMode(Path.Combine(remote.Url, "objects"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    [LinuxFact]
    public async Task A_remote_that_may_be_read_and_not_written_is_a_problem()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a", "b"));
        var port = FreePort();
        using var daemon = Process.Start("git", ["daemon", "--listen=127.0.0.1", $"--port={port}", "--base-path=" + folder.Path, "--export-all", remote.Url]);
        await ListensAsync(port);
        var run = await RunAsync("--repository", $"git://127.0.0.1:{port}/remote.git");
        daemon.Kill(entireProcessTree: true);
        await daemon.WaitForExitAsync();
        run.ExitCode.ShouldBe(ExitCodes.Problems, run.Output);
        run.Output.ShouldContain($"can be read; 'main' is at {remote.Head[..7]}.");
        run.Output.ShouldContain("✘ git failed with 'git://127.0.0.1:");
        run.Output.ShouldContain("access denied");
        run.Output.ShouldContain("let its credentials write");
    }

    [Fact]
    public async Task A_broken_configuration_is_told_and_the_machine_is_looked_at_all_the_same()
    {
        folder.Write("reliably-server.yaml", "data: x\nrepositorys: []\n");
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Output.ShouldContain("✘ reliably-server.yaml:2:1");
        run.Output.ShouldContain("✔ git ");
    }

    [Fact]
    public async Task Without_anything_to_look_at_it_says_what_to_give()
    {
        var none = await RunAsync();
        none.ExitCode.ShouldBe(ExitCodes.CannotRun);
        none.Error.ShouldContain("--repository URL");
        (await RunAsync("--config", "a", "--repository", "b")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
        (await RunAsync("--format", "xml")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
    }

    [LinuxFact]
    public async Task Without_git_it_says_so()
    {
        using var output = new StringWriter();
        var terminal = Terminal.OfProcess() with { Output = output, Error = TextWriter.Null, WorkingFolder = folder.Path, Variables = new Dictionary<string, string> { ["PATH"] = folder.Path } };
        (await GitOpsApp.RunAsync(["doctor", "--repository", folder.Path, "--data", folder["data"]], terminal)).ShouldBe(ExitCodes.Problems);
        output.ToString().ShouldContain("✘ git was not found on PATH.\n    Install git 2.38 or newer");
        output.ToString().ShouldContain("our own engine");
    }

    [LinuxFact]
    public async Task A_chaos_that_does_not_start_is_a_problem_and_one_that_does_says_its_version()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a", "b"));
        Configure(remote.Url, OwnerOnly, more: $"chaos: {folder["chaos"]}\n");
        (await RunAsync()).Output.ShouldContain($"✘ There is no program '{folder["chaos"]}', as the setting 'chaos' says.");
        TestFolder.WriteScript(folder["chaos"], "echo 'ModuleNotFoundError: No module named chaoslib' >&2\nexit 1");
        (await RunAsync()).Output.ShouldContain("✘ " + folder["chaos"] + " does not start: exit code 1: ModuleNotFoundError");
        TestFolder.WriteScript(folder["chaos"], "echo 'NAME                VERSION'\necho 'CLI                 1.19.0'\necho 'Core library        1.45.0'");
        (await RunAsync()).Output.ShouldContain("✔ Experiments run with the Chaos Toolkit at " + folder["chaos"] + ", chaostoolkit-lib 1.45.0.");
    }

    [LinuxFact]
    public async Task An_address_that_is_taken_is_a_problem_unless_the_service_itself_has_it()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a", "b"));
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        Configure(remote.Url, OwnerOnly, more: $"listen: {{ private: \"{other.LocalEndpoint}\" }}\n");
        (await RunAsync()).Output.ShouldContain($"✘ The service cannot listen on {other.LocalEndpoint}: Address already in use");
        using (Schedules.DataFolder.Open(folder["data"]))
        {
            var run = await RunAsync();
            run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output);
            run.Output.ShouldContain("a service works in it.");
        }

        other.Stop();
        (await RunAsync()).Output.ShouldContain("✔ The service can listen on ");
    }

    [LinuxFact]
    public async Task A_pipe_a_folder_and_an_empty_file_are_no_credentials_and_nobody_waits_for_them()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a", "b"));
        using (var making = Process.Start("mkfifo", [folder["pipe"]])) await making.WaitForExitAsync();
        Directory.CreateDirectory(folder["folder"]);
        folder.Write("empty", "");
        foreach (var (name, words) in new[] { ("pipe", folder["pipe"] + " is no plain file."), ("folder", "cannot be read: "), ("empty", "are empty.") })
        {
            var run = await RunAsync("--repository", remote.Url, "--credentials", folder[name]).WaitAsync(TimeSpan.FromMinutes(1));
            run.ExitCode.ShouldBe(ExitCodes.Problems, name);
            run.Output.ShouldContain(words, customMessage: name);
        }
    }

    [LinuxFact]
    public async Task Whoever_loses_patience_leaves_nothing_behind()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Directory.CreateDirectory(folder["tmp"]);
        folder.Write("token", "t0ken\n");
        folder.Write("reliably-server.yaml", $"data: {folder["data"]}\ngithub: {{ api-url: \"http://{silent.LocalEndpoint}\", token: {folder["token"]} }}\nrepositories: [{{ app: acme/shop }}]\n");
        using var process = ServeProcess.StartWith(folder.Path, [("TMPDIR", folder["tmp"])], "doctor");
        using var asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.Terminate();
        (await process.EndAsync()).ShouldBe(ExitCodes.CannotRun);
        process.Text.ShouldContain("It was stopped before everything was looked at.");
        Directory.EnumerateDirectories(folder["tmp"], "reliably-doctor-*").ShouldBeEmpty();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ListensAsync(int port)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
            }
        }
    }

    private void Configure(string url, UnixFileMode mode, string branch = "main", string more = "")
    {
        folder.Write("token", "t0ken\n");
        File.SetUnixFileMode(folder["token"], mode);
        folder.Write("reliably-server.yaml", $"data: {folder["data"]}\n{more}repositories:\n- url: {url}\n  branch: {branch}\n  credentials: {folder["token"]}\n");
    }

    private Task<ReliablyRun> RunAsync(params string[] arguments) => ReliablyDriver.RunInAsync(folder.Path, ["doctor", .. arguments]);
}
