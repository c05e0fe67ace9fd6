using System.Text.RegularExpressions;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Canaries;

/// <summary>The same hunt where the experiment runs in a container, ended by itself, stopped, and left by a service that was killed.</summary>
public sealed class CanaryContainerTests(ContainerImages images) : IClassFixture<ContainerImages>, IDisposable
{
    private readonly RawServer shop = new();
    private CanaryService? house;

    private CanaryService With(string image)
    {
        var name = JsonWriter.Compact(DataNode.Of(CanaryService.WholeToken));
        shop.Answers("/canary", "application/json", $"{{{name}: {name}, \"list\": [{name}]}}", header: "X-Back: " + CanaryService.Token);
        shop.Answers("/echo", "text/plain", "you sent " + Uri.EscapeDataString(CanaryService.WholeToken) + " and " + CanaryService.Command);
        foreach (var guard in (string[])["/calm", "/steady"]) shop.Answers(guard, "application/json", $"{{\"ok\": true, \"reason\": {name}}}");
        return house = new(
            shop,
            ("deployments/here.yaml", $"type: container\nimage: {image}\npull: never\nnetwork: host\n"),
            ("experiments/a.yaml", CanaryServiceTests.Head + """
                - { type: action, name: waits, provider: { type: process, path: sh, arguments: [-c, "touch waiting; while ! test -e go-on; do sleep 0.1; done"] } }
                rollbacks:
                - { type: action, name: back, provider: { type: process, path: sh, arguments: [-c, "printenv TOKEN"] } }

                """))
        {
            Runner = "auto",
            Grants = "deployments: [here, container], containers: { networks: [host] }",
        };
    }

    public void Dispose()
    {
        house?.Dispose();
        shop.Dispose();
    }

    [ContainerFact]
    public Task Nothing_of_a_run_in_a_container_tells_a_secret() => StoppedAsync(With(images.Reliably));

    [ChaosImageFact]
    public Task Nothing_of_a_run_of_the_Chaos_Toolkit_in_a_container_tells_a_secret() => StoppedAsync(With(ChaosImageFactAttribute.Image!));

    [ContainerFact]
    public Task Nothing_that_a_container_finished_alone_tells_a_secret() => FinishedAloneAsync(With(images.Reliably));

    [ChaosImageFact]
    public Task Nothing_that_the_Chaos_Toolkit_finished_alone_in_a_container_tells_a_secret() => FinishedAloneAsync(With(ChaosImageFactAttribute.Image!));

    private async Task StoppedAsync(CanaryService house)
    {
        using var service = house.Start();
        await house.WatchAsync(service, () => IsWaiting(service));
        await house.TypeAsync("stop", IdOf(service), "--why", "it is " + CanaryService.WholeToken);
        await house.WatchAsync(service, () => service.Text.Contains("publish ", StringComparison.Ordinal));
        await house.BrowseAsync(service);
        service.Terminate();
        await service.EndAsync();
        var record = Record();
        record.Status.ShouldBe("interrupted", ExecutionRecordJson.Write(record));
        record.JournalWithheld.ShouldBeFalse();
        record.MaskedValues.ShouldBeGreaterThan(15);
        house.ShouldHideIn("page reports/executions");
        house.IsNowhere(service);
    }

    private async Task FinishedAloneAsync(CanaryService house)
    {
        using var service = house.Start();
        await house.WatchAsync(service, () => IsWaiting(service));
        house.IsNowhere(service);
        await service.KillAsync();
        house.IsNowhere(service);
        var id = IdOf(service);
        await File.WriteAllTextAsync($"{FolderOf(id)}/shared/work/go-on", "");
        ContainerImages.Docker("wait", ContainerLaunch.NameOf(id));
        using var again = house.Start("--once");
        await again.EndAsync();
        var record = Record();
        record.Status.ShouldBe("completed", ExecutionRecordJson.Write(record));
        record.JournalWithheld.ShouldBeFalse();
        record.MaskedValues.ShouldBeGreaterThan(15);
        house.IsNowhere(service, again);
    }

    private static bool IsWaiting(ServeProcess service)
    {
        service.Text.Contains("end  ", StringComparison.Ordinal).ShouldBeFalse(service.Text);
        return service.Text.Contains("start ", StringComparison.Ordinal) && File.Exists(FolderOf(IdOf(service)) + "/shared/work/waiting");
    }

    private static string FolderOf(string id) => "/dev/shm/reliably-" + id;

    private static string IdOf(ServeProcess service) => Regex.Match(service.Text, @"start    (\S+)").Groups[1].Value;

    private ExecutionRecord Record() =>
        ExecutionRecordJson.Read(house!.Remote.Show(house.Remote.Files("reports/executions").Single(static path => path.EndsWith(".record.json", StringComparison.Ordinal))));
}
