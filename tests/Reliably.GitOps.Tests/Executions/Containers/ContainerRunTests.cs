using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>Experiments in real containers. Our own engine is in an image that the tests make; that of the Chaos Toolkit is named by a variable.</summary>
public sealed class ContainerRunTests(ContainerImages images) : IClassFixture<ContainerImages>, IDisposable
{
    private const string Told = "canary-5f1c9a77";
    private readonly ExecutionDriver driver = new() { Options = new(), Grants = new() { Deployments = ["shop", "container"], SecretVariables = ["SHOP_*"], SecretFiles = ["/"] } };

    public void Dispose() => driver.Dispose();

    [ContainerFact]
    public async Task Runs_an_experiment_in_a_container()
    {
        Use(images.Reliably);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("id -u; echo \"$HOME $RELIABLY_EXECUTION\"; touch here && ls"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Runner!.Name.ShouldBe("native");
        run.Record.Runner.Version.ShouldNotContain("reliably");
        OutputOf(run).ShouldMatch($"^{Account()}\n/reliably/home [0-9]{{8}}T[0-9]{{6}}Z-[0-9a-f]+\nhere\n$");
        var ran = run.Record.Events.Single(static item => item.Kind == "docker").Detail;
        ran.ShouldStartWith($"It ran in a container of {images.Reliably} (sha256:");
        Left().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(driver.Folder, "runs")).ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Tells_what_happens_while_it_runs()
    {
        Use(images.Reliably);
        await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        driver.Events.OfType<RunEvent.ExperimentStarted>().ShouldHaveSingleItem().Title.ShouldBe("t");
        driver.Events.OfType<RunEvent.ActivityStarted>().ShouldHaveSingleItem().Name.ShouldBe("a0");
        driver.Events.OfType<RunEvent.ActivityEnded>().ShouldHaveSingleItem().Succeeded.ShouldBeTrue();
        driver.Events.OfType<RunEvent.ExperimentEnded>().ShouldHaveSingleItem().Status.ShouldBe("completed");
    }

    [ContainerFact]
    public async Task Sees_the_environment_document_and_nothing_of_the_machine()
    {
        Use(images.Reliably);
        driver.UnderServe = true;
        driver.Variables["SHOP_TOKEN"] = Told;
        driver.Variables["OF_THE_SERVICE"] = "its own";
        var kubeconfig = Path.Combine(driver.Folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, "two\nlines");
        driver.Environment = new()
        {
            Slug = Slug.Parse("staging"),
            Variables = [new("SHOP_URL", "http://shop.test/?a=b #c")],
            Secrets = [
                new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") },
                new() { Key = "kube", FilePath = "kube/config", From = new SecretSource.FromFile(kubeconfig) }],
        };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo \"$SHOP_URL|${#TOKEN}|$OF_THE_SERVICE|$SHOP_TOKEN\"; cat \"$RELIABLY_SECRETS/kube/config\" | tr l L; echo $TOKEN"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        OutputOf(run).ShouldStartWith($"http://shop.test/?a=b #c|{Told.Length}||\ntwo\nLines");
        run.JournalText!.ShouldNotContain(Told);
        run.Record.MaskedValues.ShouldBeGreaterThan(0);
    }

    [ContainerFact]
    public async Task No_value_stands_in_a_list_of_arguments()
    {
        var log = WatchDocker();
        Use(images.Reliably);
        driver.Variables["SHOP_TOKEN"] = Told;
        driver.Environment = new() { Slug = Slug.Parse("s"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") }] };
        driver.Options = new() { Variables = [new("typed", DataNode.Of("typed-" + Told))] };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nconfiguration: {typed: x}\nmethod:\n- {type: action, name: a, provider: {type: process, path: sh, arguments: [-c, 'echo ${typed} | tr t T']}}\n");
        OutputOf(run).ShouldStartWith("Typed-");
        var arguments = await File.ReadAllTextAsync(log);
        arguments.ShouldContain("--env-file");
        arguments.ShouldNotContain(Told);
    }

    [ContainerFact]
    public async Task Has_nothing_but_its_own_folder_to_write_in()
    {
        Use(images.Reliably);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("touch /x /etc/x /usr/x 2>/dev/null; ls /x /etc/x /usr/x 2>/dev/null; touch /tmp/x x && echo good; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status"));
        OutputOf(run).ShouldBe("good\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n");
    }

    [ContainerFact]
    public async Task Runs_as_the_account_that_the_deployment_names()
    {
        Use(images.Reliably, static settings => settings with { User = "chaos", ReadOnly = false });
        OutputOf(await driver.RunYamlAsync(ExecutionDriver.Scripts("id -u; touch mine"))).ShouldBe("1000\n");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_container_that_cannot_be_removed_is_told_with_what_to_do()
    {
        Use(images.Reliably);
        driver.Options = new() { Runner = RunnerChoice.Native };
        WatchDocker("rm) echo 'Error response from daemon: the moon is full.' >&2; exit 1");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Events.Single(static item => item.Kind == "container").Detail
            .ShouldBe($"Its container could not be removed (the moon is full). Remove it, since its variables hold secrets: docker rm --force reliably-{driver.Id.Value}");
        ContainerImages.Docker("rm", "--force", "reliably-" + driver.Id.Value);
    }

    [ContainerFact]
    public async Task A_stop_while_the_container_is_made_leaves_none()
    {
        Use(images.Reliably);
        WatchDocker("create) touch creating; sleep 1");
        var running = driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, "creating")));
        driver.Control.Stop(new() { Who = "ada" });
        (await running).Record.VerdictReason.ShouldBe("Stopped by ada.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Wants_no_more_memory_than_it_is_given()
    {
        Use(images.Reliably, static settings => settings with { Memory = 256L << 20 });
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("tail /dev/zero", "echo next"));
        run.Record.Events.ShouldContain(static item => item.Kind == "memory" && item.Detail.Contains("256 MiB", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task An_interruption_ends_what_the_method_started_and_plays_rollbacks()
    {
        Use(images.Reliably);
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) driver.Control.Stop(new() { Who = "ada", Why = "it pages" });
        };
        var run = await driver.RunYamlAsync(Waiting);
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
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted");
        Journal.TryParse(run.JournalText!)!.Rollbacks.ShouldBeEmpty();
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_kill_leaves_no_container()
    {
        Use(images.Reliably);
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) driver.Control.Kill("ada", null);
        };
        var run = await driver.RunYamlAsync(Waiting);
        run.Record.Verdict.ShouldNotBe(Verdict.Passed);
        run.Record.Events.ShouldContain(static item => item.Kind == "killed");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_pause_holds_it_until_it_is_resumed()
    {
        Use(images.Reliably);
        var held = new TaskCompletionSource();
        driver.OnEvent = item =>
        {
            if (item is not RunEvent.ActivityEnded { Name: "a0" }) return;
            driver.Control.Pause(null, "ada", null);
            held.SetResult();
        };
        var running = driver.RunYamlAsync("title: t\ndescription: d\nmethod:\n"
            + "- {type: action, name: a0, provider: {type: process, path: sh, arguments: [-c, 'true']}, pauses: {after: 1}}\n"
            + "- {type: action, name: a1, provider: {type: process, path: sh, arguments: [-c, 'true']}}\n");
        await Task.WhenAny(held.Task, running);
        driver.Events.OfType<RunEvent.ActivityStarted>().ShouldNotContain(static item => item.Name == "a1");
        (await Task.WhenAny(running, Task.Delay(3000))).ShouldNotBe(running);
        driver.Events.OfType<RunEvent.ActivityStarted>().ShouldNotContain(static item => item.Name == "a1");
        driver.Control.Resume("ada", null).Done.ShouldBeTrue();
        (await running).Record.Status.ShouldBe("completed");
    }

    [ChaosImageFact]
    public async Task Runs_the_chaos_toolkit_of_an_image()
    {
        Use(ChaosImageFactAttribute.Image!);
        driver.UnderServe = true;
        driver.Variables["SHOP_TOKEN"] = Told;
        driver.Environment = new() { Slug = Slug.Parse("s"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") }] };
        driver.Options = new() { Runner = RunnerChoice.ChaosToolkit, Variables = [new("typed", DataNode.Of("five"))] };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nconfiguration: {typed: x}\nmethod:\n- {type: action, name: a, provider: {type: process, path: sh, arguments: [-c, 'echo ${typed} $RELIABLY_EXECUTION $TOKEN']}}\n");
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Runner!.Name.ShouldBe("chaostoolkit");
        OutputOf(run).ShouldStartWith($"five {driver.Id.Value} ");
        run.JournalText!.ShouldNotContain(Told);
        driver.Events.OfType<RunEvent.ActivityEnded>().ShouldHaveSingleItem().Name.ShouldBe("a");
        Left().ShouldBeEmpty();
    }

    [ChaosImageFact]
    public async Task An_interruption_of_the_chaos_toolkit_ends_what_the_method_started_and_plays_rollbacks()
    {
        Use(ChaosImageFactAttribute.Image!);
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "wait" }) driver.Control.Stop(new() { Who = "ada" });
        };
        var run = await driver.RunYamlAsync(Waiting);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        Text(Journal.TryParse(run.JournalText!)!.Rollbacks.Single().Output).ShouldBe("undone\n");
        Left().ShouldBeEmpty();
    }

    [ChaosImageFact]
    public async Task The_chaos_toolkit_of_an_image_is_stopped_without_rollbacks_and_held()
    {
        Use(ChaosImageFactAttribute.Image!);
        driver.OnEvent = item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "leave" }) driver.Control.Pause(TimeSpan.FromSeconds(1), "ada", null);
            if (item is RunEvent.ActivityStarted { Name: "wait" }) driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await driver.RunYamlAsync(Waiting);
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
        var run = await driver.RunYamlAsync(Waiting);
        run.Record.Events.ShouldContain(static item => item.Kind == "rollbacks" && item.Detail.Contains("in another container", StringComparison.Ordinal));
        run.Record.Events.ShouldContain(static item => item.Kind == "rollback" && item.Detail == "'undo' succeeded.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task An_image_without_an_engine_says_what_to_add()
    {
        Use(images.Shell);
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason
            .ShouldBe($"The image '{images.Shell}' holds no 'chaos' and no 'reliably' on its PATH. Add the Chaos Toolkit to it (pip install chaostoolkit), or make it of our image.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task The_other_engine_is_tried_where_the_first_process_of_podman_finds_no_program()
    {
        Use(images.WithChaos("echo 'ERROR (catatonit:6): failed to exec pid1: No such file or directory' >&2; exit 1\n"));
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldContain("holds no 'chaos' and no 'reliably'");
    }

    [ContainerFact]
    public async Task A_journal_that_is_a_link_is_not_followed()
    {
        var secret = Path.Combine(driver.Folder, "of-the-service.json");
        await File.WriteAllTextAsync(secret, "{\"status\": \"completed\"}");
        Use(images.WithChaos($"ln -s {secret} /reliably/journal.json\n"));
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldStartWith("The container left a link instead of a journal (exit code 0)");
    }

    [ContainerFact]
    public async Task A_link_that_an_image_leaves_in_the_shared_folder_opens_nothing_of_the_machine()
    {
        if (OperatingSystem.IsWindows()) return;
        var outside = Directory.CreateDirectory(Path.Combine(driver.Folder, "outside"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var inside = Path.Combine(outside, "key");
        await File.WriteAllTextAsync(inside, "of the service");
        File.SetUnixFileMode(inside, UnixFileMode.UserRead);
        var before = StatusOf(inside);

        // It says that it holds no engine, so that a second container is made of the same folder.
        Use(images.WithChaos($"ln -s {outside} /reliably/outside; mv /reliably/work /reliably/old; ln -s {outside} /reliably/work; ln -s {inside} /reliably/key; exit 127\n"));
        await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        StatusOf(inside).ShouldBe(before);
        StatusOf(outside).ShouldNotContain("65534");
        File.ReadAllText(inside).ShouldBe("of the service");
    }

    [ContainerFact]
    public async Task Secrets_that_an_image_replaced_by_a_link_are_not_followed_when_rollbacks_are_played()
    {
        if (OperatingSystem.IsWindows()) return;
        var outside = Directory.CreateDirectory(Path.Combine(driver.Folder, "outside"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var inside = Path.Combine(outside, "key");
        await File.WriteAllTextAsync(inside, "of the service");
        var before = StatusOf(inside);
        Use(images.WithChaos($$"""
            say() { echo "[2026-11-22 00:00:00 INFO] $*" >&2; }
            say "Playing your experiment's method now..."
            ls /reliably | grep -q secrets && mv /reliably/secrets /reliably/before
            ln -s {{outside}} /reliably/secrets
            say 'Action: break'
            exit 1
            """));
        await driver.RunYamlAsync(Waiting);
        StatusOf(inside).ShouldBe(before);
    }

    [ContainerFact]
    public async Task What_the_engine_said_last_is_the_reason()
    {
        Use(images.WithChaos("echo '[2026-11-22 00:00:00 ERROR] the moon is full' >&2; exit 1\n"));
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldBe("The container left no journal (exit code 1): the moon is full");
    }

    [ContainerFact]
    public async Task An_image_that_is_not_there_is_not_fetched_where_that_is_forbidden()
    {
        Use("shop/nowhere:1");
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldBe("The image 'shop/nowhere:1' is not on this machine, and 'pull: never' forbids to fetch it.");
    }

    [ContainerFact]
    public async Task What_a_crash_left_is_found_by_its_label_and_removed()
    {
        var id = driver.Id;
        ContainerImages.Docker("run", "--detach", "--label", $"{ContainerLaunch.Label}={id.Value}", "--network", "none", "--entrypoint", "sleep", images.Shell, "300");
        Left().Length.ShouldBe(1);
        (await ContainerLeftovers.EndAsync(ContainerEngine.Docker, id, Terminal.OfProcess().Variables)).ShouldBe((1, null));
        Left().ShouldBeEmpty();
        (await ContainerLeftovers.EndAsync(ContainerEngine.Docker, id, Terminal.OfProcess().Variables)).ShouldBe((0, null));
    }

    private const string Waiting =
        """
        title: t
        description: d
        method:
        - {type: action, name: leave, provider: {type: process, path: sh, arguments: [-c, '(sleep 300; touch late) >/dev/null 2>&1 & echo left']}}
        - {type: action, name: wait, provider: {type: process, path: sleep, arguments: ['300']}}
        rollbacks:
        - {type: action, name: undo, provider: {type: process, path: sh, arguments: [-c, 'for f in /proc/[0-9]*/cmdline; do tr "\0" " " < $f | grep -q "^sleep 300" && echo alive; done; echo undone']}}
        """;

    private void Use(string image, Func<ContainerSettings, ContainerSettings>? change = null)
    {
        foreach (var name in (string[])["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG"])
        {
            if (!driver.Variables.ContainsKey(name) && Environment.GetEnvironmentVariable(name) is { } value) driver.Variables[name] = value;
        }

        if (!driver.Variables["PATH"].Contains("/usr/sbin", StringComparison.Ordinal)) driver.Variables["PATH"] += ":" + Environment.GetEnvironmentVariable("PATH");
        var settings = new ContainerSettings { Image = image, Pull = PullPolicy.Never, Network = "none" };
        driver.Deployment = new Deployment.Container(change?.Invoke(settings) ?? settings) { Slug = Slug.Parse("shop") };
    }

    /// <summary>A docker that writes down how it is called.</summary>
    private string WatchDocker(string? instead = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(driver.Folder, "bin")).FullName;
        var log = Path.Combine(driver.Folder, "docker.log");
        var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(static path => Path.Combine(path, "docker")).First(File.Exists);
        var script = Path.Combine(folder, "docker");
        File.WriteAllText(script, $"#!/bin/sh\necho \"$@\" >> {log}\ncd {driver.Folder}\n{(instead is null ? "" : $"case $1 in {instead};; esac\n")}exec {real} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        driver.Variables["PATH"] = folder + ":" + driver.Variables["PATH"];
        return log;
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

    /// <summary>Owner, group and mode.</summary>
    private static string StatusOf(string path)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["--format", "%u:%g %a", path]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd();
    }

    private string[] Left() =>
        ContainerImages.Docker("ps", "--all", "--quiet", "--filter", $"label={ContainerLaunch.Label}={driver.Id.Value}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Account() => ContainerAccount.Of(new() { Image = "x" }).Name.Split(':')[0];

    private static string OutputOf(ExecutedRun run) => Text(Journal.TryParse(run.JournalText ?? throw new InvalidOperationException(run.Record.VerdictReason))!.Run[0].Output);

    private static string Text(DataNode? output) => ((output as DataNode.Mapping)?["stdout"] as DataNode.Text)?.Value ?? "";
}
