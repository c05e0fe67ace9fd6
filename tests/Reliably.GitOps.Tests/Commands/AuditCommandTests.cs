using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Commands;

public sealed class AuditCommandTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TestFolder folder = new();
    private readonly AuditLog log;

    public AuditCommandTests()
    {
        folder.Write("data/lock", "");
        log = new(folder["data"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lists_who_asked_for_what_and_when()
    {
        log.Append(Entry(1, "ada", Time.AddHours(-3)));
        log.Append(Entry(2, "bob", Time.AddHours(-1)));
        log.Append(Entry(3, "ada", Time));
        (await RunAsync()).Output.Split('\n').Length.ShouldBe(4);
        (await RunAsync("--actor", "@Ada")).Output.ShouldNotContain("bob");
        (await RunAsync("--since", "2h")).Output.Split('\n').Length.ShouldBe(3);
        (await RunAsync("--since", "2026-11-22T11:30Z")).Output.Split('\n').Length.ShouldBe(2);
        (await RunAsync("--actor", "nobody")).ShouldBe((0, "", "Nothing was asked.\n"));
        var json = JsonNode.Parse((await RunAsync("--format", "json", "--actor", "bob")).Output)!["decisions"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)json["actor"], (string?)json["repository"], (int)json["number"]!, (string?)json["decision"]).ShouldBe(("bob", "acme/shop", 5, "done"));
    }

    [Fact]
    public async Task Wrong_times_and_folders_are_told()
    {
        (await RunAsync("--since", "yesterday")).ExitCode.ShouldBe(64);
        (await RunAsync("--format", "xml")).ExitCode.ShouldBe(64);
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess() with { Error = error, Variables = new Dictionary<string, string>() };
        (await GitOpsApp.RunAsync(["audit"], terminal)).ShouldBe(70);
        (await GitOpsApp.RunAsync(["audit", "--data", folder["elsewhere"]], terminal)).ShouldBe(70);
        error.ToString().ShouldContain("is not the data folder of a service");
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_is_passed_over_and_the_next_one_is_whole()
    {
        log.Append(Entry(1, "ada", Time));
        await File.AppendAllTextAsync(log.Path, "{\"at\":\"2026-11");
        log.Append(Entry(2, "bob", Time));
        var (code, output, error) = await RunAsync();
        code.ShouldBe(0);
        output.Split('\n').Length.ShouldBe(3);
        error.ShouldContain("1 line of");
    }

    [Fact]
    public void The_same_decision_again_is_the_same_line_and_many_writers_lose_nothing()
    {
        log.Append(Entry(1, "ada", Time));
        log.Append(Entry(1, "ada", Time.AddMinutes(1)));
        log.Read(out _).ShouldHaveSingleItem().At.ShouldBe(Time);
        Parallel.For(2, 60, i => new AuditLog(folder["data"]).Append(Entry(i, "ada", Time)));
        log.Read(out var torn).Length.ShouldBe(59);
        torn.ShouldBe(0);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(log.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static AuditEntry Entry(long comment, string actor, DateTimeOffset at) =>
        new() { At = at, Repository = "acme/shop", Number = 5, Comment = comment, Actor = actor, Role = "write", Command = "/reliably stop all", Decision = "done", Reason = "Asked to stop." };

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GitOpsApp.RunAsync(["audit", "--data", folder["data"], .. arguments], Terminal.OfProcess() with { Output = output, Error = error, Clock = new ManualClock(Time) });
        return (code, output.ToString(), error.ToString());
    }
}
