using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Doctor;

public class MachineChecksTests
{
    [Theory]
    [InlineData(0x180, CheckState.Good, "can be read by its owner alone (mode 0600)")]
    [InlineData(0x100, CheckState.Good, "can be read by its owner alone (mode 0400)")]
    [InlineData(0x120, CheckState.Good, "can be read by its owner and group (mode 0440)")]
    [InlineData(0x1A4, CheckState.Problem, "can be reached by every account of this machine (mode 0644)")]
    [InlineData(0x182, CheckState.Problem, "can be reached by every account of this machine (mode 0602)")]
    [InlineData(0x1B0, CheckState.Problem, "can be changed by its group (mode 0660)")]
    public void A_credential_is_for_the_service_alone(int mode, CheckState state, string words)
    {
        var result = MachineChecks.SecretFile(new() { Path = "/run/secrets/git", Role = "the credentials of shop.git", Mode = mode });
        result.State.ShouldBe(state);
        result.Message.ShouldBe($"The credentials of shop.git, /run/secrets/git, {words}.");
        (result.Hint is null).ShouldBe(state == CheckState.Good);
    }

    [Theory]
    [InlineData(0, CheckState.Good, "agrees")]
    [InlineData(-4.9, CheckState.Good, "agrees")]
    [InlineData(12, CheckState.Advice, "12 s ahead of GitHub's")]
    [InlineData(-59, CheckState.Advice, "59 s behind GitHub's")]
    [InlineData(60, CheckState.Problem, "60 s ahead of GitHub's")]
    [InlineData(-3600, CheckState.Problem, "3600 s behind GitHub's")]
    public void A_clock_may_be_a_little_off(double seconds, CheckState state, string words)
    {
        var result = MachineChecks.Clock(new("GitHub", TimeSpan.FromSeconds(seconds)));
        result.State.ShouldBe(state);
        result.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData(99L << 20, CheckState.Problem)]
    [InlineData(200L << 20, CheckState.Advice)]
    [InlineData(2L << 30, CheckState.Good)]
    public void A_data_folder_has_room_for_results_and_for_a_run(long free, CheckState state)
    {
        var results = MachineChecks.Data(new() { Path = "/data", Exists = true, Free = free, RunMayHold = 1L << 30 }).ToList();
        results.Select(static one => one.Name).ShouldBe(["data-folder", "free-space"]);
        results[1].State.ShouldBe(state);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_written_says_no_more_than_that() =>
        MachineChecks.Data(new() { Path = "/data", Exists = false, Refusal = "Read-only file system", Free = 0 }).ShouldHaveSingleItem()
            .Message.ShouldBe("The data folder /data cannot be made: Read-only file system");

    [Fact]
    public void The_engine_is_the_one_that_runs_experiments()
    {
        StateOf(new() { Choice = RunnerChoice.Auto }).ShouldBe(CheckState.Good);
        StateOf(new() { Choice = RunnerChoice.ChaosToolkit }).ShouldBe(CheckState.Problem);
        StateOf(new() { Choice = RunnerChoice.Auto, Asked = "'/opt/x', as the setting 'chaos' says" }).ShouldBe(CheckState.Problem);
        StateOf(new() { Choice = RunnerChoice.Native, Asked = "'/opt/x', as the setting 'chaos' says" }).ShouldBe(CheckState.Good);
        StateOf(new() { Choice = RunnerChoice.Auto, Chaos = "/usr/bin/chaos", Library = "1.45.0" }).ShouldBe(CheckState.Good);
        StateOf(new() { Choice = RunnerChoice.Auto, Chaos = "/usr/bin/chaos", Library = "1.20.0" }).ShouldBe(CheckState.Advice);
        StateOf(new() { Choice = RunnerChoice.Auto, Chaos = "/usr/bin/chaos", Library = "unknown" }).ShouldBe(CheckState.Advice);
        StateOf(new() { Choice = RunnerChoice.Auto, Chaos = "/usr/bin/chaos", Said = "exit code 1" }).ShouldBe(CheckState.Problem);
    }

    [Fact]
    public void A_remote_without_its_branch_is_a_problem_and_an_empty_one_waits()
    {
        var sight = new RemoteSight { Url = "/srv/shop.git", Branch = "main" };
        RemoteChecks.Remote("g", sight).First().State.ShouldBe(CheckState.Advice);
        RemoteChecks.Remote("g", sight with { Branches = 2 }).First().State.ShouldBe(CheckState.Problem);
        RemoteChecks.Remote("g", sight with { Branches = 2, Tip = "4f2c9a1", PushRefusal = new("No.", "Ask.") }).Select(static one => one.State).ShouldBe([CheckState.Good, CheckState.Problem]);
        RemoteChecks.Remote("g", sight with { Refusal = new("No.", "Ask.") }).ShouldHaveSingleItem().Hint.ShouldBe("Ask.");
    }

    private static CheckState StateOf(RunnerSight sight) => MachineChecks.Runner(sight).State;
}
