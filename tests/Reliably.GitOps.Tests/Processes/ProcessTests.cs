using System.Diagnostics;

namespace Reliably.GitOps.Processes;

public class ProcessTests
{
    [Fact]
    public async Task Keeps_both_streams_and_the_status()
    {
        var result = await Shell("echo out; echo err >&2; exit 3").RunAsync();
        result.ShouldSatisfyAllConditions(
            () => result.Status.ShouldBe(3),
            () => result.OutputText.ShouldBe("out\n"),
            () => result.ErrorText.ShouldBe("err\n"),
            () => result.End.ShouldBe(ProcessEnd.Exited));
    }

    [Theory]
    [InlineData("kill -TERM $$", -15)]
    [InlineData("kill -KILL $$", -9)]
    [InlineData("exit 143", 143)]
    [InlineData("exit 137", 137)]
    public async Task Tells_a_signal_from_a_status(string script, int status) => (await Shell(script).RunAsync()).Status.ShouldBe(status);

    [Fact]
    public async Task Sees_its_own_environment_and_folder_and_nothing_else()
    {
        var result = await new ProcessCommand
        {
            Program = "/usr/bin/env",
            Arguments = [],
            Environment = new Dictionary<string, string> { ["ONLY"] = "this é" },
            WorkingFolder = "/",
        }.RunAsync();
        result.OutputText.ShouldBe("ONLY=this é\n");
        (await Shell("pwd").RunAsync()).OutputText.ShouldBe("/\n");
    }

    [Fact]
    public async Task Takes_input_larger_than_a_pipe()
    {
        var input = new byte[1_000_000];
        Random.Shared.NextBytes(input);
        var result = await (Shell("cat") with { Input = input }).RunAsync();
        result.Output.Span.SequenceEqual(input).ShouldBeTrue();
    }

    [Fact]
    public async Task Drains_output_that_nobody_waits_for() =>
        (await Shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2").RunAsync()).Error.Length.ShouldBe(3_000_000);

    [Fact]
    public async Task Waits_for_a_grandchild_that_holds_the_pipe() => (await Shell("(sleep 0.3; echo late) &").RunAsync()).OutputText.ShouldBe("late\n");

    [Fact]
    public async Task Lets_go_of_a_grandchild_when_time_is_up()
    {
        var result = await (Shell("echo first; sleep 60; echo never") with { Timeout = TimeSpan.FromMilliseconds(300), Stop = StopPolicy.KillChild }).RunAsync();
        result.End.ShouldBe(ProcessEnd.TimedOut);
        result.Status.ShouldBe(-9);
        result.OutputText.ShouldBe("first\n");
    }

    [Fact]
    public async Task Ends_a_whole_tree_that_ignores_TERM()
    {
        using var stop = new CancellationTokenSource();
        var mark = Guid.NewGuid().ToString("N");
        var command = Shell("trap '' TERM; (trap '' TERM; sleep 61) & echo ready; wait; sleep 62") with
        {
            Stop = StopPolicy.TermThenKillTree(TimeSpan.FromMilliseconds(200)),
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["MARK"] = mark },
        };
        var run = command.RunAsync(new ProcessReaders { OnOutput = _ => stop.Cancel() }, stop.Token);
        (await run).End.ShouldBe(ProcessEnd.Stopped);
        MarkedProcesses.Find("MARK", mark).ShouldBeEmpty();
    }

    [Fact]
    public void Finds_and_ends_processes_by_their_mark_in_any_session()
    {
        var mark = Guid.NewGuid().ToString("N");
        using var child = ChildProcess.Start(Shell("setsid sleep 63 & sleep 64") with
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["MARK"] = mark },
        });
        SpinWait.SpinUntil(() => MarkedProcesses.Find("MARK", mark).Count >= 2, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        MarkedProcesses.Kill("MARK", mark).ShouldBeGreaterThanOrEqualTo(2);
        MarkedProcesses.Find("MARK", mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_which_program_is_missing()
    {
        var exception = await Should.ThrowAsync<ProcessStartException>(() => new ProcessCommand
        {
            Program = "no-such-program",
            Environment = new Dictionary<string, string>(),
            WorkingFolder = "/",
        }.RunAsync());
        exception.Message.ShouldContain("no-such-program");
    }

    [Fact]
    public async Task Many_at_once_are_all_reaped()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Shell($"exit {i}").RunAsync()));
        results.Select(static result => result.Status).ShouldBe(Enumerable.Range(0, 40));
        using var other = Process.Start("/bin/true");
        await other.WaitForExitAsync();
        other.ExitCode.ShouldBe(0);
    }

    private static ProcessCommand Shell(string script) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        WorkingFolder = "/",
    };
}
