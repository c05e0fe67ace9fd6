using System.Diagnostics;
using System.Globalization;
using System.Net;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Demo;

public class DemoTargetTests
{
    [Fact]
    public async Task Sells_from_both_replicas_in_turn()
    {
        await using var shop = await ShopDriver.OpenAsync();
        string?[] servedBy = [(await shop.GetAsync("/")).Json.GetProperty("served_by").GetString(), (await shop.GetAsync("/checkout")).Json.GetProperty("served_by").GetString()];
        servedBy.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task Answers_with_the_one_content_type_that_the_Chaos_Toolkit_parses()
    {
        await using var shop = await ShopDriver.OpenAsync();
        foreach (var path in new[] { "/", "/checkout", "/health", "/incidents", "/incidents/open", "/latency?requests=1", "/nowhere", "/replicas/c/log" })
            (await shop.GetAsync(path)).ContentType.ShouldBe("application/json", path);
    }

    [Fact]
    public async Task Survives_the_loss_of_one_replica_and_raises_no_alarm()
    {
        await using var shop = await ShopDriver.OpenAsync();
        (await shop.PostAsync("/replicas/a/kill")).Json.GetProperty("state").GetString().ShouldBe("down");

        for (var i = 0; i < 4; i++) (await shop.GetAsync("/checkout")).Json.GetProperty("served_by").GetString().ShouldBe("b");
        (await shop.GetAsync("/health")).Json.GetProperty("status").GetString().ShouldBe("degraded");
        (await shop.GetAsync("/replicas/a/log")).Body.ShouldContain("replica a was killed by signal 9");
        (await shop.GetAsync("/incidents/open")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Is_closed_without_replicas_until_they_are_started_again()
    {
        await using var shop = await ShopDriver.OpenAsync();
        await shop.PostAsync("/replicas/a/stop");
        await shop.PostAsync("/replicas/b/kill");
        (await shop.GetAsync("/checkout")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await shop.GetAsync("/incidents/open")).Json.GetProperty("opened_by").GetString().ShouldBe("alarm");

        (await shop.PostAsync("/reset")).Json.GetProperty("up").GetInt32().ShouldBe(2);
        (await shop.GetAsync("/checkout")).Status.ShouldBe(HttpStatusCode.OK);
        (await shop.GetAsync("/incidents")).Json.GetProperty("open").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Notices_a_replica_that_somebody_else_killed()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(shop.Folder, "replica-b.pid")), CultureInfo.InvariantCulture);
        using (var replica = Process.GetProcessById(id)) replica.Kill();
        await LivingProcesses.ShouldEndAsync(id);

        (await shop.GetAsync("/checkout")).Json.GetProperty("served_by").GetString().ShouldBe("a");
        (await shop.PostAsync("/replicas/b/start")).Json.GetProperty("state").GetString().ShouldBe("up");
    }

    [Fact]
    public async Task A_slow_replica_shows_in_the_latency_and_a_reset_heals_it()
    {
        await using var shop = await ShopDriver.OpenAsync();
        (await shop.PostAsync("/replicas/b/slow?ms=1000")).Json.GetProperty("slow_ms").GetInt32().ShouldBe(1000);
        (await shop.GetAsync("/latency?requests=8")).Json.GetDouble().ShouldBeGreaterThan(990);
        (await shop.PostAsync("/reset")).Json.GetProperty("replicas")[1].GetProperty("slow_ms").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Load_counts_every_request_and_every_error()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var good = (await shop.PostAsync("/load?seconds=0.5&rps=40")).Json;
        good.GetProperty("requests").GetInt32().ShouldBe(20);
        good.GetProperty("errors").GetInt32().ShouldBe(0);
        good.GetProperty("p95_ms").GetDouble().ShouldBeGreaterThan(0);

        await shop.PostAsync("/replicas/a/kill");
        await shop.PostAsync("/replicas/b/kill");
        (await shop.PostAsync("/load?seconds=0.2&rps=20")).Json.GetProperty("errors").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Incidents_are_opened_and_closed()
    {
        await using var shop = await ShopDriver.OpenAsync();
        (await shop.PostAsync("/incidents?title=Cold%20coffee")).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.GetAsync("/incidents/open")).Json.GetProperty("title").GetString().ShouldBe("Cold coffee");
        await shop.PostAsync("/incidents/close");
        (await shop.GetAsync("/incidents/open")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_request()
    {
        await using var shop = await ShopDriver.OpenAsync();
        await shop.PostAsync("/replicas/b/stop");
        (string Path, HttpStatusCode Status, string Word)[] requests =
        [
            ("/load?seconds=0", HttpStatusCode.BadRequest, "seconds"),
            ("/load?rps=many", HttpStatusCode.BadRequest, "rps"),
            ("/replicas/a/slow", HttpStatusCode.BadRequest, "ms"),
            ("/replicas/a/slow?ms=99999", HttpStatusCode.BadRequest, "ms"),
            ("/replicas/z/kill", HttpStatusCode.NotFound, "a and b"),
            ("/replicas/a/eat", HttpStatusCode.NotFound, "start, stop, kill"),
            ("/replicas/b/slow?ms=5", HttpStatusCode.Conflict, "start it first"),
        ];
        foreach (var (path, status, word) in requests)
        {
            var answer = await shop.PostAsync(path);
            answer.Status.ShouldBe(status, path);
            answer.Json.GetProperty("error").GetString()!.ShouldContain(word, Case.Sensitive, path);
        }
    }

    [Fact]
    public async Task Leaves_no_replica_behind_when_it_is_killed()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var replicas = await shop.ReplicasAsync();
        replicas.Length.ShouldBe(2);
        shop.Process.Kill();
        await LivingProcesses.ShouldEndAsync(replicas);
    }

    [Fact]
    public async Task Closes_in_good_order_on_SIGTERM()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var replicas = await shop.ReplicasAsync();
        using (var kill = Process.Start("kill", ["-TERM", shop.Process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await shop.Process.WaitForExitAsync();
        shop.Process.ExitCode.ShouldBe(ExitCodes.Ok);
        await LivingProcesses.ShouldEndAsync(replicas);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_what_to_do()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var second = await ReliablyDriver.RunAsync("demo-target", "--port", shop.Address.Port.ToString(CultureInfo.InvariantCulture));
        second.ExitCode.ShouldBe(ExitCodes.CannotRun);
        second.Error.ShouldContain("127.0.0.1:" + shop.Address.Port);
        second.Error.ShouldContain("--port");
    }
}
