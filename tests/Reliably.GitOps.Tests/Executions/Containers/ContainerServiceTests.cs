using System.Text.RegularExpressions;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>A service whose experiments run in real containers: killed in the middle, started again, with an engine that answers and with one that does not.</summary>
public sealed class ContainerServiceTests(ContainerImages images) : IClassFixture<ContainerImages>, IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose()
    {
        foreach (var id in started) ContainerImages.Docker("ps", "--all", "--quiet", "--filter", LabelOf(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList().ForEach(static left => ContainerImages.Docker("rm", "--force", left));
        folder.Dispose();
    }

    private readonly List<string> started = [];

    [ContainerFact]
    public async Task A_killed_service_ends_its_container_and_plays_the_rollbacks_in_another()
    {
        var remote = Remote("touch waiting; sleep 600");
        using var service = Serve(remote);
        var id = await BeganAsync(service);
        await service.KillAsync();
        Living(id).Length.ShouldBe(1, "the container outlives its service");
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        Living(id).ShouldBeEmpty();
        var record = Published(remote);
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.Events.ShouldContain(static item => item.Kind == "ended" && item.Detail == "Its container was still there and was removed.");
        record.Events.ShouldContain(static item => item.Kind == "rollback" && item.Detail == "'undo' was played after the restart and succeeded.", ExecutionRecordJson.Write(record));
        record.VerdictReason.ShouldEndWith("Its rollbacks were played when the service started again.");
        LeftOnDisk(id).ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task A_journal_that_the_engine_finished_alone_is_published_and_no_rollback_is_played_twice()
    {
        var remote = Remote("touch waiting; while ! test -e go-on; do sleep 0.1; done");
        using var service = Serve(remote);
        var id = await BeganAsync(service);
        await service.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(RunFolder(id), "work/go-on"), "");
        await UntilAsync(() => ContainerImages.Docker("ps", "--quiet", "--filter", LabelOf(id)).Length == 0);
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        var record = Published(remote);
        record.Status.ShouldBe("completed", ExecutionRecordJson.Write(record));
        record.JournalWithheld.ShouldBeFalse();
        record.Events.ShouldNotContain(static item => item.Kind == "rollback");
        record.VerdictReason.ShouldContain("The engine ended by itself");
        Living(id).ShouldBeEmpty();
        LeftOnDisk(id).ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task What_another_program_left_in_the_place_of_the_journal_is_not_read()
    {
        var remote = Remote("touch waiting; sleep 600");
        using var service = Serve(remote);
        var id = await BeganAsync(service);
        await service.KillAsync();
        folder.Write("of-the-service.json", """{"status": "completed", "canary": "of the service"}""");
        File.CreateSymbolicLink(Path.Combine(RunFolder(id), "journal.json"), folder["of-the-service.json"]);
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        Published(remote).Status.ShouldBeNull();
        Published(remote).Events.ShouldContain(static item => item.Kind == "rollback");
        remote.Files("reports/executions").ShouldNotContain(static path => path.EndsWith(".journal.json", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task Where_the_engine_does_not_answer_nothing_is_played_and_the_container_is_ended_once_it_does()
    {
        var remote = Remote("touch waiting; sleep 600");
        using var service = Serve(remote);
        var id = await BeganAsync(service);
        await service.KillAsync();
        using var blind = ServeWith(remote, [("DOCKER_HOST", "unix://" + folder["nobody.sock"])], "--once");
        (await blind.EndAsync()).ShouldBe(0, blind.Text);
        var record = Published(remote);
        record.VerdictReason.ShouldContain("its rollbacks were not played, because it cannot be seen whether its container still runs");
        record.VerdictReason.ShouldContain(LabelOf(id)["label=".Length..]);
        Living(id).Length.ShouldBe(1, "nobody could end it");
        using var seeing = Serve(remote, "--once");
        await seeing.EndAsync();
        Living(id).ShouldBeEmpty();
        seeing.Text.ShouldContain($"The container of {id} was still there and was removed.");
        using var after = Serve(remote, "--once");
        await after.EndAsync();
        after.Text.ShouldNotContain(id, customMessage: "it is done once");
    }

    private static string LabelOf(string id) => $"label={ContainerLaunch.Label}={id}";

    private static string[] Living(string id) => ContainerImages.Docker("ps", "--all", "--quiet", "--filter", LabelOf(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string RunFolder(string id) => Path.Combine(LeftOnDisk(id).Single(), "shared");

    private string[] LeftOnDisk(string id) => [.. Directory.GetDirectories(folder["data"], id, SearchOption.AllDirectories).Append("/dev/shm/reliably-" + id).Where(Directory.Exists)];

    private static ExecutionRecord Published(GitRemoteDriver remote) =>
        ExecutionRecordJson.Read(remote.Show(remote.Files("reports/executions").Single(static path => path.EndsWith(".record.json", StringComparison.Ordinal))));

    private static async Task UntilAsync(Func<bool> condition)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            (patience.Elapsed < TimeSpan.FromMinutes(3)).ShouldBeTrue("it did not come within three minutes");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the last activity has begun.</summary>
    private async Task<string> BeganAsync(ServeProcess service)
    {
        await service.HearAsync("start ");
        var id = Regex.Match(service.Text, @"start    (\S+)").Groups[1].Value;
        started.Add(id);
        await UntilAsync(() =>
        {
            service.Text.Contains("end  ", StringComparison.Ordinal).ShouldBeFalse(service.Text);
            return LeftOnDisk(id) is [var place] && File.Exists(Path.Combine(place, "shared/work/waiting"));
        });
        return id;
    }

    private GitRemoteDriver Remote(string action) => GitRemoteDriver.Create(
        folder.Path,
        ("reliably.yaml", "first-contact: run\n"),
        ("deployments/shop.yaml", $"type: container\nimage: {images.Reliably}\npull: never\nnetwork: none\n"),
        ("plans/now.yaml", "title: Now\nexperiments: [a]\ndeployment: shop\nschedule: { type: now }\n"),
        ("experiments/a.yaml", $$"""
            title: Waits in a container
            description: d
            method:
            - { type: action, name: wait, provider: { type: process, path: sh, arguments: [-c, "{{action}}"] } }
            rollbacks:
            - { type: action, name: undo, provider: { type: process, path: sh, arguments: [-c, "echo undone"] } }
            """));

    private ServeProcess Serve(GitRemoteDriver remote, params string[] more) => ServeWith(remote, [], more);

    private ServeProcess ServeWith(GitRemoteDriver remote, (string, string)[] variables, params string[] more)
    {
        folder.Write("server.yaml", $"data: {folder["data"]}\nrepositories:\n- url: {remote.Url}\n  grants: {{ deployments: [shop, container] }}\n");
        return ServeProcess.StartWith(folder.Path, variables, ["serve", "--config", folder["server.yaml"], .. more]);
    }
}
