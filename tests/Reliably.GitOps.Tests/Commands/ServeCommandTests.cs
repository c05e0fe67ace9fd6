using System.Net;
using System.Net.Sockets;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class ServeCommandTests : IDisposable
{
    private readonly ServiceDriver world = new(ServiceDriver.Repository(ServiceDriver.Plan("now", "{ type: now }"), ("reliably.yaml", "first-contact: run\n")));

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task One_pass_over_a_repository_named_on_the_command_line()
    {
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--repository", world.Remote.Url, "--data", world.Data, "--once");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("read     ");
        run.Error.ShouldContain(" a (plan now, now)");
        run.Error.ShouldContain("publish  ");
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task One_pass_by_a_configuration_with_credentials_in_a_file()
    {
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "token"), "t0ken");
        await File.WriteAllTextAsync(
            Path.Combine(world.Folder, "reliably-server.yaml"),
            $"data: {world.Data}\nrepositories:\n- url: {world.Remote.Url}\n  branch: main\n  credentials: {world.Folder}/token\n  grants: {{ deployments: [local] }}\n");
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--once");
        run.ExitCode.ShouldBe(0, run.Error);
        world.Published.Count().ShouldBe(1);
        run.Error.ShouldNotContain("t0ken");
    }

    [Fact]
    public async Task What_the_server_does_not_grant_is_blocked_and_published_as_such()
    {
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "reliably-server.yaml"), $"data: {world.Data}\nrepositories: [{{ url: {world.Remote.Url} }}]\n");
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--once");
        run.ExitCode.ShouldBe(0, run.Error);
        world.Published.Single().Verdict.ShouldBe(Executions.Verdict.Blocked);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_its_configuration()
    {
        var none = await ReliablyDriver.RunInAsync(world.Folder, "serve");
        none.ExitCode.ShouldBe(ExitCodes.CannotRun);
        none.Error.ShouldContain("--repository URL --data DIR");
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "reliably-server.yaml"), "data: x\nrepositorys: []\n");
        var bad = await ReliablyDriver.RunInAsync(world.Folder, "serve");
        bad.ExitCode.ShouldBe(ExitCodes.CannotRun);
        bad.Error.ShouldContain("reliably-server.yaml:2:1");
        (await ReliablyDriver.RunInAsync(world.Folder, "serve", "--repository", "x")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
    }

    [Fact]
    public async Task Says_that_the_port_is_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--repository", world.Remote.Url, "--data", world.Data, "--once", "--listen", other.LocalEndpoint.ToString()!);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(other.LocalEndpoint.ToString()!);
    }

    [Fact]
    public async Task One_pass_that_met_a_problem_does_not_end_as_if_all_were_well()
    {
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--repository", world.Remote.Url, "--branch", "elsewhere", "--data", world.Data, "--once");
        run.ExitCode.ShouldBe(ExitCodes.Problems, run.Error);
        run.Error.ShouldContain("The remote has no branch 'elsewhere'.");
    }

    [Fact]
    public async Task One_repository_that_cannot_be_reached_keeps_no_other_from_its_turn()
    {
        await File.WriteAllTextAsync(
            Path.Combine(world.Folder, "reliably-server.yaml"),
            $"data: {world.Data}\nrepositories:\n- url: {world.Folder}/nowhere.git\n- url: {world.Folder}/neither.git\n- url: {world.Remote.Url}\n  grants: {{ deployments: [local] }}\n");
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--once");
        run.ExitCode.ShouldBe(ExitCodes.Problems, run.Error);
        run.Error.ShouldContain("There is no Git repository at '" + world.Folder + "/nowhere.git'");
        run.Error.ShouldContain("There is no Git repository at '" + world.Folder + "/neither.git'");
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Says_that_there_is_no_such_remote()
    {
        var run = await ReliablyDriver.RunInAsync(world.Folder, "serve", "--repository", "nowhere.git", "--data", world.Data, "--once");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("There is no Git repository");
    }
}
