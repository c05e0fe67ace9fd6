using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>What an experiment in a container sees, may and leaves.</summary>
public sealed class ContainerRunTests(ContainerImages images) : ContainerTests
{
    private const string Told = "canary-5f1c9a77";

    [ContainerFact]
    public async Task Runs_an_experiment_in_a_container()
    {
        Use(images.Reliably);
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("id -u; echo \"$HOME $RELIABLY_EXECUTION\"; touch here && ls"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Runner!.Name.ShouldBe("native");
        run.Record.Runner.Version.ShouldNotContain("reliably");
        OutputOf(run).ShouldMatch($"^{Account()}\n/reliably/home [0-9]{{8}}T[0-9]{{6}}Z-[0-9a-f]+\nhere\n$");
        var ran = run.Record.Events.Single(static item => item.Kind == "docker").Detail;
        ran.ShouldStartWith($"It ran in a container of {images.Reliably} (sha256:");
        Left().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(Driver.Folder, "runs")).ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Tells_what_happens_while_it_runs()
    {
        Use(images.Reliably);
        await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        Driver.Events.OfType<RunEvent.ExperimentStarted>().ShouldHaveSingleItem().Title.ShouldBe("t");
        Driver.Events.OfType<RunEvent.ActivityStarted>().ShouldHaveSingleItem().Name.ShouldBe("a0");
        Driver.Events.OfType<RunEvent.ActivityEnded>().ShouldHaveSingleItem().Succeeded.ShouldBeTrue();
        Driver.Events.OfType<RunEvent.ExperimentEnded>().ShouldHaveSingleItem().Status.ShouldBe("completed");
    }

    [ContainerFact]
    public async Task Sees_the_environment_document_and_nothing_of_the_machine()
    {
        Use(images.Reliably);
        Driver.UnderServe = true;
        Driver.Variables["SHOP_TOKEN"] = Told;
        Driver.Variables["OF_THE_SERVICE"] = "its own";
        var kubeconfig = Path.Combine(Driver.Folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, "two\nlines");
        Driver.Environment = new()
        {
            Slug = Slug.Parse("staging"),
            Variables = [new("SHOP_URL", "http://shop.test/?a=b #c")],
            Secrets = [
                new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") },
                new() { Key = "kube", FilePath = "kube/config", From = new SecretSource.FromFile(kubeconfig) }],
        };
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("echo \"$SHOP_URL|${#TOKEN}|$OF_THE_SERVICE|$SHOP_TOKEN\"; cat \"$RELIABLY_SECRETS/kube/config\" | tr l L; echo $TOKEN"));
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
        Driver.Variables["SHOP_TOKEN"] = Told;
        Driver.Environment = new() { Slug = Slug.Parse("s"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") }] };
        Driver.Options = new() { Variables = [new("typed", DataNode.Of("typed-" + Told))] };
        var run = await Driver.RunYamlAsync("title: t\ndescription: d\nconfiguration: {typed: x}\nmethod:\n- {type: action, name: a, provider: {type: process, path: sh, arguments: [-c, 'echo ${typed} | tr t T']}}\n");
        OutputOf(run).ShouldStartWith("Typed-");
        var arguments = await File.ReadAllTextAsync(log);
        arguments.ShouldContain("--env-file");
        arguments.ShouldNotContain(Told);
    }

    [ContainerFact]
    public async Task Has_nothing_but_its_own_folder_to_write_in()
    {
        Use(images.Reliably);
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("touch /x /etc/x /usr/x 2>/dev/null; ls /x /etc/x /usr/x 2>/dev/null; touch /tmp/x x && echo good; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status"));
        OutputOf(run).ShouldBe("good\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n");
    }

    [ContainerFact]
    public async Task Runs_as_the_account_that_the_deployment_names()
    {
        Use(images.Reliably, static settings => settings with { User = "chaos", ReadOnly = false });
        OutputOf(await Driver.RunYamlAsync(ExecutionDriver.Scripts("id -u; touch mine"))).ShouldBe("1000\n");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Wants_no_more_memory_than_it_is_given()
    {
        Use(images.Reliably, static settings => settings with { Memory = 256L << 20 });
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("tail /dev/zero", "echo next"));
        run.Record.Events.ShouldContain(static item => item.Kind == "memory" && item.Detail.Contains("256 MiB", StringComparison.Ordinal));
    }

    [ChaosImageFact]
    public async Task Runs_the_chaos_toolkit_of_an_image()
    {
        Use(ChaosImageFactAttribute.Image!);
        Driver.UnderServe = true;
        Driver.Variables["SHOP_TOKEN"] = Told;
        Driver.Environment = new() { Slug = Slug.Parse("s"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new SecretSource.FromVariable("SHOP_TOKEN") }] };
        Driver.Options = new() { Runner = RunnerChoice.ChaosToolkit, Variables = [new("typed", DataNode.Of("five"))] };
        var run = await Driver.RunYamlAsync("title: t\ndescription: d\nconfiguration: {typed: x}\nmethod:\n- {type: action, name: a, provider: {type: process, path: sh, arguments: [-c, 'echo ${typed} $RELIABLY_EXECUTION $TOKEN']}}\n");
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Runner!.Name.ShouldBe("chaostoolkit");
        OutputOf(run).ShouldStartWith($"five {Driver.Id.Value} ");
        run.JournalText!.ShouldNotContain(Told);
        Driver.Events.OfType<RunEvent.ActivityEnded>().ShouldHaveSingleItem().Name.ShouldBe("a");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task An_image_without_an_engine_says_what_to_add()
    {
        Use(images.Shell);
        (await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason
            .ShouldBe($"The image '{images.Shell}' holds no 'chaos' and no 'reliably' on its PATH. Add the Chaos Toolkit to it (pip install chaostoolkit), or make it of our image.");
        Left().ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task The_other_engine_is_tried_where_the_first_process_of_podman_finds_no_program()
    {
        Use(images.WithChaos("echo 'ERROR (catatonit:6): failed to exec pid1: No such file or directory' >&2; exit 1\n"));
        (await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldContain("holds no 'chaos' and no 'reliably'");
    }

    [ContainerFact]
    public async Task A_journal_that_is_a_link_is_not_followed()
    {
        var secret = Path.Combine(Driver.Folder, "of-the-service.json");
        await File.WriteAllTextAsync(secret, "{\"status\": \"completed\"}");
        Use(images.WithChaos($"ln -s {secret} /reliably/journal.json\n"));
        var run = await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldStartWith("The container left a link instead of a journal (exit code 0)");
    }

    [ContainerFact]
    public async Task A_link_that_an_image_leaves_in_the_shared_folder_opens_nothing_of_the_machine()
    {
        if (OperatingSystem.IsWindows()) return;
        var outside = Directory.CreateDirectory(Path.Combine(Driver.Folder, "outside"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var inside = Path.Combine(outside, "key");
        await File.WriteAllTextAsync(inside, "of the service");
        File.SetUnixFileMode(inside, UnixFileMode.UserRead);
        var before = StatusOf(inside);

        // It says that it holds no engine, so that a second container is made of the same folder.
        Use(images.WithChaos($"ln -s {outside} /reliably/outside; mv /reliably/work /reliably/old; ln -s {outside} /reliably/work; ln -s {inside} /reliably/key; exit 127\n"));
        await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        StatusOf(inside).ShouldBe(before);
        StatusOf(outside).ShouldNotContain("65534");
        File.ReadAllText(inside).ShouldBe("of the service");
    }

    [ContainerFact]
    public async Task Secrets_that_an_image_replaced_by_a_link_are_not_followed_when_rollbacks_are_played()
    {
        if (OperatingSystem.IsWindows()) return;
        var outside = Directory.CreateDirectory(Path.Combine(Driver.Folder, "outside"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
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
        await Driver.RunYamlAsync(Waiting);
        StatusOf(inside).ShouldBe(before);
    }

    [ContainerFact]
    public async Task What_the_engine_said_last_is_the_reason()
    {
        Use(images.WithChaos("echo '[2026-11-22 00:00:00 ERROR] the moon is full' >&2; exit 1\n"));
        (await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldBe("The container left no journal (exit code 1): the moon is full");
    }

    [ContainerFact]
    public async Task An_image_that_is_not_there_is_not_fetched_where_that_is_forbidden()
    {
        Use("shop/nowhere:1");
        (await Driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason.ShouldBe("The image 'shop/nowhere:1' is not on this machine, and 'pull: never' forbids to fetch it.");
    }

    /// <summary>Owner, group and mode.</summary>
    private static string StatusOf(string path)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["--format", "%u:%g %a", path]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd();
    }

    private static string Account() => ContainerAccount.Of(new() { Image = "x" }).Name.Split(':')[0];
}
