using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>What holds of containers without one: grants, refusals, and an engine that is not what it should be.</summary>
public sealed class ContainerRulesTests : IDisposable
{
    private readonly ExecutionDriver driver = new() { UnderServe = true, Options = new() };

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData("shop", "shop/chaos:1", "bridge", "The server does not grant the deployment 'container' to this repository.")]
    [InlineData("container", "shop/chaos:1", "bridge", "The server does not grant the deployment 'shop' to this repository.")]
    [InlineData("shop container", "shop/chaos:1", "host", "The server does not grant the network 'host' to containers of this repository.")]
    [InlineData("shop container", "else/chaos:1", "shop-net", "The server does not grant the image 'else/chaos:1' to containers of this repository.")]
    [InlineData("shop container", "shop/chaos:1", "none", null)]
    [InlineData("shop container", "exact:1", "shop-net", null)]
    [InlineData("shop container", "exact:1.1", "shop-net", "The server does not grant the image 'exact:1.1' to containers of this repository.")]
    public void The_server_grants_the_name_the_type_the_image_and_the_network(string deployments, string image, string network, string? refusal) =>
        DeploymentGrants.Refusal(Order(new() { Image = image, Network = network }), new()
        {
            Deployments = [.. deployments.Split(' ')],
            ContainerImages = ["shop/*", "exact:1"],
            ContainerNetworks = ["shop-net"],
        }).ShouldBe(refusal);

    [Fact]
    public void Any_image_is_granted_where_none_is_named() =>
        DeploymentGrants.Refusal(Order(new() { Image = "any/one:1" }), new() { Deployments = ["shop", "container"] }).ShouldBeNull();

    [Fact]
    public void A_guard_that_runs_a_program_needs_the_machine_itself()
    {
        var order = Order(new() { Image = "a:1" }) with { Guards = Asking("""{"type": "probe", "name": "p", "provider": {"type": "process", "path": "true"}}""") };
        RepositoryGrants grants = new() { Deployments = ["shop", "container"] };
        DeploymentGrants.Refusal(order, grants).ShouldBe("The guard 'check' runs a program on the service's own machine, and the server does not grant the deployment 'local' to this repository.");
        DeploymentGrants.Refusal(order, grants with { Deployments = ["shop", "container", "local"] }).ShouldBeNull();
        DeploymentGrants.Refusal(order with { Guards = Asking("""{"type": "probe", "name": "p", "provider": {"type": "http", "url": "http://a"}}""") }, grants).ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_container_is_a_blocked_run()
    {
        driver.Deployment = new Deployment.Container(new() { Image = "a:1", Network = "host" }) { Slug = Slug.Parse("shop") };
        driver.Grants = new() { Deployments = ["shop", "container"] };
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Fact]
    public async Task A_machine_without_the_engine_says_which_one_to_install()
    {
        Use("exit 0", name: "other");
        (await RunAsync()).ShouldBe("The deployment 'shop' needs docker, and there is no 'docker' on PATH. Install it, or name another engine in the deployment.");
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_says_why()
    {
        Use("echo 'Cannot connect to the daemon. Is it running?' >&2; exit 1");
        (await RunAsync()).ShouldBe("docker cannot be used: Cannot connect to the daemon. Is it running?. Start it, and give the service the right to use it.");
    }

    [Fact]
    public async Task An_image_that_cannot_be_fetched_says_why()
    {
        Use("""case "$1" in pull) echo 'progress' >&2; echo 'Error response from daemon: denied' >&2; exit 1;; image) exit 1;; esac""");
        (await RunAsync()).ShouldBe("The image 'shop/chaos:1' cannot be fetched: denied. Correct its name, or log in to its registry as the service's account.");
    }

    [Fact]
    public async Task A_container_that_cannot_be_made_says_why_and_is_removed_all_the_same()
    {
        Use($"""echo "$@" >> {driver.Folder}/log; case "$1" in image) echo 'sha256:01 ["PATH=/bin"]';; create) echo 'Error response from daemon: network shop not found' >&2; exit 1;; esac""");
        (await RunAsync()).ShouldBe("The container could not be made: network shop not found.");
        (await File.ReadAllLinesAsync(Path.Combine(driver.Folder, "log")))[^1].ShouldBe($"rm --force --volumes reliably-{driver.Id.Value}");
    }

    [Fact]
    public async Task A_variable_of_several_lines_is_refused_by_name_alone()
    {
        Use("exit 1");
        driver.Environment = new() { Slug = Slug.Parse("s"), Variables = [new("KEY", "one\ntwo")] };
        (await RunAsync()).ShouldBe("The variable 'KEY' has several lines, which no container engine takes. Give the text in one line, or as a file: a secret with 'path:'.");
    }

    [Fact]
    public async Task The_engine_is_called_with_the_service_s_own_variables_alone()
    {
        Use($"env > {driver.Folder}/env; exit 1");
        driver.Variables["DOCKER_HOST"] = "unix:///of/the/service";
        driver.Variables["SECRET"] = "x";
        driver.Environment = new() { Slug = Slug.Parse("s"), Variables = [new("DOCKER_HOST", "tcp://evil"), new("LD_PRELOAD", "/reliably/evil.so")] };
        await RunAsync();
        var names = (await File.ReadAllLinesAsync(Path.Combine(driver.Folder, "env"))).Where(static line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal) && !line.StartsWith("SHLVL=", StringComparison.Ordinal));
        names.Order(StringComparer.Ordinal).ShouldBe(["DOCKER_HOST=unix:///of/the/service", $"PATH={driver.Variables["PATH"]}"]);
    }

    [Fact]
    public void Processes_of_the_engine_are_not_the_experiment_s()
    {
        // 1 is the first, 7 a script that started the engine 9; 12 and its child 13 are of the experiment, 20 is ours, 15 lost its parent.
        const string Lines = "1 (docker-init) S 0 1\n7 (sh) S 1 7\n9 (a) b) S 7 9\n12 (sh) S 9 12\n13 (sleep) S 12 12\n15 (sleep) S 1 15\n20 (sh) R 0 20\nrubbish";
        ContainerProcesses.StartedOf(Lines, 9).Order().ShouldBe([12, 13, 15]);
        ContainerProcesses.StartedOf(Lines, null).Order().ShouldBe([9, 12, 13, 15]);
        ContainerProcesses.StartedOf("", null).ShouldBeEmpty();
    }

    private static GuardSet Asking(string probe) => new()
    {
        PreChecks = [new Integration.PreCheck(new GuardQuestion { Title = "check", Probe = (DataNode.Mapping)JsonReader.Parse(probe) }) { Slug = Slug.Parse("check") }],
    };

    private static ExecutionOrder Order(ContainerSettings settings) => new()
    {
        Id = ExecutionId.Create(DateTimeOffset.UnixEpoch, 1),
        Experiment = ExperimentDocuments.FromFile("a.yaml", System.Text.Encoding.UTF8.GetBytes(ExecutionDriver.Scripts("true")), out _)!,
        Trigger = TriggerKind.Cron,
        Deployment = Slug.Parse("shop"),
        DeploymentDocument = new Deployment.Container(settings) { Slug = Slug.Parse("shop") },
    };

    private void Use(string script, string name = "docker")
    {
        var folder = Directory.CreateDirectory(Path.Combine(driver.Folder, "bin")).FullName;
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var bare = Directory.CreateDirectory(Path.Combine(driver.Folder, "programs")).FullName;
        File.CreateSymbolicLink(Path.Combine(bare, "env"), "/usr/bin/env");
        driver.Variables["PATH"] = folder + ":" + bare;
        driver.Deployment = new Deployment.Container(new() { Image = "shop/chaos:1" }) { Slug = Slug.Parse("shop") };
        driver.UnderServe = false;
    }

    private async Task<string> RunAsync() => (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.VerdictReason;

    [Fact]
    public async Task A_program_of_the_image_that_does_not_stop_talking_fills_no_memory()
    {
        var folder = Directory.CreateDirectory(Path.Combine(driver.Folder, "bin")).FullName;
        TestFolder.WriteScript(Path.Combine(folder, "docker"), "head -c 300000000 /dev/zero | tr '\\0' x");
        var cli = ContainerCli.Find(ContainerEngine.Docker, new Dictionary<string, string> { ["PATH"] = folder + ":/usr/bin:/bin" })!;
        var answer = await cli.RunAsync(["exec", "container", "sh"]);
        answer.Ok.ShouldBeTrue(answer.Problem);
        answer.Text.Length.ShouldBeLessThan(9 << 20);
    }
}
