using System.Diagnostics;
using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Commands;

/// <summary>A run in one terminal, and people at another one.</summary>
public sealed class ControlCommandsTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Control => Path.Combine(folder.Path, "control");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_story_of_the_page_happens_as_it_is_told()
    {
        var page = await File.ReadAllTextAsync(SourceTree.Of("docs/control.md"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "e.yaml"), Block(page, "yaml experiment"));
        using var run = Start("e.yaml", "--runner", "native");
        var id = await RunningAsync();
        foreach (var line in Block(page, "sh control").Trim().Split('\n'))
        {
            var words = Regex.Matches(line.Replace("7f3a9c", id.Value[17..], StringComparison.Ordinal), "\"([^\"]*)\"|\\S+").Select(static word => word.Value.Trim('"')).ToArray();
            var asked = await TypeAsync(words[1..]);
            asked.ExitCode.ShouldBe(0, line + asked.Error);
            asked.Output.ShouldStartWith(id.Value + " e: ");
        }

        var error = await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        run.ExitCode.ShouldBe(2, error);
        error.ShouldContain("the dashboards are red");
        error.ShouldContain("false alarm");
        error.ShouldContain("speed-up: done");
        (await run.StandardOutput.ReadToEndAsync()).ShouldStartWith("interrupted: Stopped by ada: checkout pages.");
        Directory.GetFiles(Control).ShouldBeEmpty();
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, id.Value).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("pause")]
    [InlineData("resume")]
    public async Task Without_a_name_or_with_an_unknown_one_it_lists_what_runs(string verb)
    {
        (await TypeAsync(verb)).ShouldBe(new(ExitCodes.WrongUsage, "", "reliably: which execution? Nothing runs that your account could direct. A service that another account runs, or in another container, is asked there; --data names its data folder.\n"));
        using var control = new RunControl(TimeProvider.System);
        await using var socket = Open("one", control, "7f3a9c");
        var missing = await TypeAsync(verb);
        missing.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        missing.Error.ShouldContain("20261121T030000Z-7f3a9c  running       since 03:00:00Z  slow");
        var unknown = await TypeAsync(verb, "beef");
        unknown.ExitCode.ShouldBe(ExitCodes.CannotRun);
        unknown.Error.ShouldContain("No execution 'beef' runs here");
        unknown.Error.ShouldContain("20261121T030000Z-7f3a9c");
        control.Events.ShouldBeEmpty();
    }

    /// <summary>A service's shell or a scheduler often has none of the variables that name a user.</summary>
    [Fact]
    public async Task Who_is_not_named_by_the_environment_is_named_by_the_account()
    {
        using var control = new RunControl(TimeProvider.System);
        await using var socket = Open("one", control, "7f3a9c");
        (await ControlSocket.AskAsync(Path.Combine(Control, "one" + ControlFolder.Extension), new() { Verb = ControlVerb.Stop, Execution = "20261121T030000Z-7f3a9c" }, default)).ShouldNotBeNull().Answer.Done.ShouldBeTrue();
        control.Stopped!.Who.ShouldBe(Environment.UserName);
        Processes.Posix.NameOf(3_999_999_999).ShouldBe("uid 3999999999");
    }

    [Fact]
    public async Task A_name_that_fits_several_is_refused()
    {
        using var control = new RunControl(TimeProvider.System);
        await using var one = Open("one", control, "7f3a9c");
        await using var two = Open("two", control, "7f0000");
        var run = await TypeAsync("stop", "7f");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("'7f' may be any of 2 executions.");
        control.Stopped.ShouldBeNull();
        (await TypeAsync("stop", "20261121T030000Z-7f0")).ExitCode.ShouldBe(0);
        control.Stopped.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_has_no_effect_says_why_and_ends_with_1()
    {
        using var control = new RunControl(TimeProvider.System);
        await using var socket = Open("one", control, "7f3a9c");
        (await TypeAsync("resume", "7f3a9c")).ShouldBe(new(1, "", "20261121T030000Z-7f3a9c slow: The run is not paused.\n"));
        control.RollbacksBegan();
        (await TypeAsync("pause", "7f3a9c")).Error.ShouldContain("Rollbacks are being played");
        (await TypeAsync("stop", "7f3a9c", "--no-rollbacks", "--why", "they hang\nfor\tever")).ExitCode.ShouldBe(0);
        control.Events[^1].Detail.ShouldBe("without rollbacks; they hang for ever");
        control.Signals.NoRollbacks.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("25d")]
    public async Task A_pause_is_for_a_time_that_makes_sense(string time)
    {
        var run = await TypeAsync("pause", "7f3a9c", "--for=" + time);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain("--for is a duration above 0");
    }

    [Fact]
    public async Task A_socket_that_a_killed_process_left_is_removed()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "e.yaml"), ExecutionDriver.Scripts("sleep 600"));
        using var run = Start("e.yaml", "--runner", "native");
        var id = await RunningAsync();
        run.Kill();
        await run.WaitForExitAsync();
        Directory.GetFiles(Control).Length.ShouldBe(1);
        (await TypeAsync("stop", id.Value)).ExitCode.ShouldBe(ExitCodes.CannotRun);
        Directory.GetFiles(Control).ShouldBeEmpty();
        MarkedProcesses.Kill(MarkedProcesses.ExecutionVariable, id.Value);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_used_for_sockets()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere"));
        File.CreateSymbolicLink(Control, Path.Combine(folder.Path, "elsewhere"));
        var problem = new TaskCompletionSource<string>();
        await using var reach = ControlReach.Soon(new(), new Dictionary<string, string> { [ControlFolder.Variable] = Control }, problem.SetResult);
        (await problem.Task.WaitAsync(TimeSpan.FromMinutes(1))).ShouldContain("it is a link");
    }

    [Fact]
    public async Task Nobody_else_may_enter_the_folder_or_use_the_socket()
    {
        using var control = new RunControl(TimeProvider.System);
        var path = ControlFolder.NewSocket(new Dictionary<string, string> { [ControlFolder.Variable] = Control });
        await using var socket = ControlSocket.Open(path, new());
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(Control).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Block(string page, string language) => Regex.Match(page, "```" + language + "\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private static ExecutionOrder Order(string last) => new()
    {
        Id = ExecutionId.Parse("20261121T030000Z-" + last),
        Experiment = ExperimentDocuments.FromFile("slow.yaml", "title: t\ndescription: d\nmethod: []\n"u8.ToArray(), out _)!,
        Trigger = TriggerKind.Command,
    };

    private ControlSocket Open(string name, RunControl control, string last)
    {
        Directory.CreateDirectory(Control);
        var running = new RunningExecutions();
        running.Add(new(Order(last), new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero), control));
        return ControlSocket.Open(Path.Combine(Control, name + ControlFolder.Extension), running);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GitOpsApp).Assembly.Location, "run", .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment[ControlFolder.Variable] = Control;
        return Process.Start(start)!;
    }

    /// <summary>The one execution that runs, once it can be reached.</summary>
    private async Task<ExecutionId> RunningAsync()
    {
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (await ReachableExecution.ListAsync(new Dictionary<string, string> { [ControlFolder.Variable] = Control }, null, default) is [var one]) return one.Listed.Id;
            await Task.Delay(20);
        }

        throw new TimeoutException();
    }

    private async Task<ReliablyRun> TypeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var variables = new Dictionary<string, string> { [ControlFolder.Variable] = Control, ["USER"] = "ada" };
        var code = await GitOpsApp.RunAsync(arguments, new() { Output = output, Error = error, WorkingFolder = folder.Path, Variables = variables });
        return new(code, output.ToString(), error.ToString());
    }
}
