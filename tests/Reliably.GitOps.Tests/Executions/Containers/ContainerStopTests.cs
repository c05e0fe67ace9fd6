using Reliably.GitOps.Deployments;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>How an experiment in a container is stopped, held, killed and cleared away.</summary>
public sealed class ContainerStopTests(ContainerImages images) : ContainerTests
{
    [ContainerFact]
    public async Task A_container_that_cannot_be_removed_is_told_with_what_to_do()
    {
        Use(images.Reliably);
        Driver.Options = new() { Runner = RunnerChoice.Native };
        WatchDocker("rm) echo 'Error response from daemon: the moon is full.' >&2; exit 1");
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Events.Single(static item => item.Kind == "container").Detail
            .ShouldBe($"Its container could not be removed (the moon is full). Remove it, since its variables hold secrets: docker rm --force reliably-{Driver.Id.Value}");
        ContainerImages.Docker("rm", "--force", "reliably-" + Driver.Id.Value);
    }

    [ContainerFact]
    public async Task A_stop_while_the_container_is_made_leaves_none()
    {
        Use(images.Reliably);
        WatchDocker("create) touch creating; sleep 1");
        var running = Driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        await UntilAsync(() => File.Exists(Path.Combine(Driver.Folder, "creating")));
        Driver.Control.Stop(new() { Who = "ada" });
        (await running).Record.VerdictReason.ShouldBe("Stopped by ada.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task An_interruption_ends_what_the_method_started_and_plays_rollbacks()
    {
        Use(images.Reliably);
        Driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) Driver.Control.Stop(new() { Who = "ada", Why = "it pages" });
        };
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted");
        run.Record.VerdictReason.ShouldBe("Stopped by ada: it pages.");
        var journal = Journal.TryParse(run.JournalText!)!;
        Text(journal.Rollbacks.Single().Output).ShouldBe("undone\n");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Without_rollbacks_nothing_is_undone()
    {
        Use(images.Reliably);
        Driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) Driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted");
        Journal.TryParse(run.JournalText!)!.Rollbacks.ShouldBeEmpty();
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_kill_leaves_no_container()
    {
        Use(images.Reliably);
        Driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) Driver.Control.Kill("ada", null);
        };
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Verdict.ShouldNotBe(Verdict.Passed);
        run.Record.Events.ShouldContain(static item => item.Kind == "killed");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_pause_holds_it_until_it_is_resumed()
    {
        Use(images.Reliably);
        var held = new TaskCompletionSource();
        Driver.OnEvent = item =>
        {
            if (item is not RunEvent.ActivityEnded { Name: "a0" }) return;
            Driver.Control.Pause(null, "ada", null);
            held.SetResult();
        };
        var running = Driver.RunYamlAsync("title: t\ndescription: d\nmethod:\n"
            + "- {type: action, name: a0, provider: {type: process, path: sh, arguments: [-c, 'true']}, pauses: {after: 1}}\n"
            + "- {type: action, name: a1, provider: {type: process, path: sh, arguments: [-c, 'true']}}\n");
        await Task.WhenAny(held.Task, running);
        Driver.Events.OfType<RunEvent.ActivityStarted>().ShouldNotContain(static item => item.Name == "a1");
        (await Task.WhenAny(running, Task.Delay(3000))).ShouldNotBe(running);
        Driver.Events.OfType<RunEvent.ActivityStarted>().ShouldNotContain(static item => item.Name == "a1");
        Driver.Control.Resume("ada", null).Done.ShouldBeTrue();
        (await running).Record.Status.ShouldBe("completed");
    }

    [ChaosImageFact]
    public async Task An_interruption_of_the_chaos_toolkit_ends_what_the_method_started_and_plays_rollbacks()
    {
        Use(ChaosImageFactAttribute.Image!);
        Driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) Driver.Control.Stop(new() { Who = "ada" });
        };
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        Text(Journal.TryParse(run.JournalText!)!.Rollbacks.Single().Output).ShouldBe("undone\n");
        Left().ShouldBeEmpty();
    }

    [ChaosImageFact]
    public async Task The_chaos_toolkit_of_an_image_is_stopped_without_rollbacks_and_held()
    {
        Use(ChaosImageFactAttribute.Image!);
        Driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "leave" }) Driver.Control.Pause(TimeSpan.FromSeconds(1), "ada", null);
            if (item is RunEvent.ActivityStarted { Name: "wait" }) Driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        Journal.TryParse(run.JournalText!)!.Rollbacks.ShouldBeEmpty();
        run.Record.Events.Select(static item => item.Kind).ShouldContain("resumed");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task An_engine_that_dies_has_its_rollbacks_played_in_another_container()
    {
        Use(images.WithChaos("""
            say() { echo "[2026-11-22 00:00:00 INFO] $*" >&2; }
            say "Playing your experiment's method now..."
            grep -q '"method":\[\]' /reliably/experiment.* || { say 'Action: break'; exit 1; }
            say "Let's rollback..."
            say 'Action: undo'
            say 'Experiment ended with status: completed'
            """));
        var run = await Driver.RunYamlAsync(Waiting);
        run.Record.Events.ShouldContain(static item => item.Kind == "rollbacks" && item.Detail.Contains("in another container", StringComparison.Ordinal));
        run.Record.Events.ShouldContain(static item => item.Kind == "rollback" && item.Detail == "'undo' succeeded.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task What_a_crash_left_is_found_by_its_label_and_removed()
    {
        var id = Driver.Id;
        ContainerImages.Docker("run", "--detach", "--label", $"{ContainerLaunch.Label}={id.Value}", "--network", "none", "--entrypoint", "sleep", images.Shell, "300");
        Left().Length.ShouldBe(1);
        (await ContainerLeftovers.EndAsync(ContainerEngine.Docker, id, Terminal.OfProcess().Variables)).ShouldBe((1, null));
        Left().ShouldBeEmpty();
        (await ContainerLeftovers.EndAsync(ContainerEngine.Docker, id, Terminal.OfProcess().Variables)).ShouldBe((0, null));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            (patience.Elapsed < TimeSpan.FromMinutes(3)).ShouldBeTrue("it did not come within three minutes");
            await Task.Delay(20);
        }
    }
}
