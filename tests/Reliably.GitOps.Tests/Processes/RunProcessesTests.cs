using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Processes;

/// <summary>All the ways in which a process tries to outlive its run.</summary>
public sealed class RunProcessesTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string mark = Guid.NewGuid().ToString("N");

    public void Dispose()
    {
        RunProcesses.Read(mark, folder["book"]).EndAll();
        folder.Dispose();
    }

    [LinuxTheory]
    [InlineData("sleep 71 & echo; wait", "stays in its group")]
    [InlineData("setsid sleep 72 & echo; wait", "moves to a session of its own")]
    [InlineData("env -i sleep 73 & echo; wait", "forgets its environment")]
    [InlineData("trap '' TERM INT HUP; (trap '' TERM; sleep 74; sleep 75) & echo; while :; do sleep 76; done", "ignores signals")]
    [InlineData("(setsid sh -c 'sleep 77 & sleep 78' & ) ; echo; exit", "forks, detaches and ends")]
    [InlineData("exec 0<&- 1<&-; sleep 79 2>&- & exec 2<&-; wait", "closes its streams")]
    public async Task Whatever_a_process_does_it_is_ended(string script, string what)
    {
        var processes = RunProcesses.Of(mark);
        using var child = await StartAsync(processes, script);
        processes.EndAll().ShouldBeGreaterThan(0, what);
        processes.Living().ShouldBeEmpty(what);
        await child.Completion.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Each starts the next and ends: whoever kills one by one is always too late.</summary>
    [LinuxFact]
    public async Task A_process_that_starts_another_as_fast_as_it_is_ended_is_ended()
    {
        var processes = RunProcesses.Of(mark);
        using var child = await StartAsync(processes, $"echo; sh -c 'i=0; while [ $i -lt 40 ]; do setsid sleep 81 & i=$((i+1)); done; wait' & while :; do (setsid sleep 82 &); sleep 0.01; done");
        processes.EndAll().ShouldBeGreaterThan(1);
        processes.Living().ShouldBeEmpty();
        await child.Completion.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [LinuxFact]
    public async Task A_book_on_disk_finds_what_has_neither_mark_nor_parent()
    {
        var service = RunProcesses.Of(mark, folder["book"]);
        using var child = await StartAsync(service, "exec env -i sleep 83");
        var found = RunProcesses.Read(mark, folder["book"]);
        SpinWait.SpinUntil(() => found.Living().Count == 1 && MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, mark).Count == 0, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        found.EndAll().ShouldBe(1);
        (await child.Completion).Status.ShouldBe(-9);
    }

    [LinuxFact]
    public async Task Without_any_book_a_marked_process_leads_to_those_of_its_session_that_forgot_the_mark()
    {
        using var child = await StartAsync(RunProcesses.Of(mark), "env -i sleep 85 & echo; wait");
        var knowsNothing = RunProcesses.Of(mark);
        SpinWait.SpinUntil(() => knowsNothing.Living().Count == 2 && MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, mark).Count == 1, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        RunProcesses.Of(mark).EndAll().ShouldBe(2);
        knowsNothing.Living().ShouldBeEmpty();
        await child.Completion.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [LinuxFact]
    public async Task A_stranger_who_got_the_number_of_an_ended_process_is_left_alone()
    {
        using var stranger = ChildProcess.Start(Shell("exec env -i sleep 84"));
        var now = ProcessTable.Find(stranger.Id)!.Value;
        folder.Write("book", $"{stranger.Id} {now.Start - 1} {ProcessTable.Boot()}\n{stranger.Id} {now.Start} another-boot\nnonsense\n");
        RunProcesses.Read(mark, folder["book"]).Living().ShouldBeEmpty();
        folder.Write("book", $"{stranger.Id} {now.Start} {ProcessTable.Boot()}\n");
        RunProcesses.Read(mark, folder["book"]).Living().ShouldBe([stranger.Id]);
        stranger.Kill();
        await stranger.Completion;
    }

    [LinuxFact]
    public async Task A_run_has_no_terminal()
    {
        var result = await Shell("test -t 0 || echo none; (echo hello > /dev/tty) 2>&1 || true").RunAsync();
        result.OutputText.ShouldStartWith("none\n");
        result.OutputText.ShouldContain("/dev/tty");
        result.OutputText.ShouldNotContain("hello");
    }

    private async Task<ChildProcess> StartAsync(RunProcesses processes, string script)
    {
        var spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = processes.Start(Shell(script), new() { OnOutput = _ => spoken.TrySetResult() });
        await Task.WhenAny(spoken.Task, child.Completion, Task.Delay(500));
        return child;
    }

    private ProcessCommand Shell(string script) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [MarkedProcesses.ExecutionVariable] = mark },
        WorkingFolder = "/",
    };
}
