using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Reviews;
using Xunit.Abstractions;

namespace Reliably.GitOps.PullRequests;

/// <summary>What a stranger may send: the service reads it, and that is all.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class BotSafetyTests(GitHubEmulator gitHub, ITestOutputHelper output)
{
    private const string Secret = "kx7vPq2mWz9LrT4nYb8s";

    [NodeFact]
    public async Task An_experiment_in_a_pull_request_touches_no_file_no_host_and_no_secret()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        var touched = Path.Combine(bot.Folder, "touched");
        bot.Variables = [("CANARY_SECRET", Secret)];
        await bot.StartServiceAsync();
        var number = await gitHub.OpenAsync("canary", Canary(touched, ((IPEndPoint)host.LocalEndpoint).Port));
        await gitHub.CommitAsync("canary", "environments/canary.yaml", $"envvars: []\nsecrets:\n- {{ var_name: TAKEN, key: taken, from: {{ env: CANARY_SECRET }} }}\n- {{ key: file, path: canary/file, from: {{ file: {bot.Folder}/webhook-secret }} }}\n");
        await gitHub.CommitAsync("canary", "plans/now.yaml", "title: now\nexperiments: [a]\nenvironment: canary\nschedule: { type: now }\n");
        await gitHub.SayAsync(number, "/reliably validate");
        await gitHub.SayAsync(number, "/reliably explain experiments/a.yaml");
        var head = await gitHub.TipAsync("canary");
        var state = await bot.SeesAsync(number, state => state.Conclusion is not null && state.Comments.Contains(head[..7], StringComparison.Ordinal));
        await bot.StopAsync();
        File.Exists(touched).ShouldBeFalse();
        host.Pending().ShouldBeFalse();
        foreach (var canary in new[] { Secret, WebhookDriver.Secret })
        {
            CanaryHunt.Find(state.Comments + state.Checks, canary).ShouldBeEmpty();
            CanaryHunt.Find(bot.Said, canary).ShouldBeEmpty();
            foreach (var request in bot.Proxy.Requests.Where(static one => !one.IsGit)) CanaryHunt.Find(request.Path + request.Body, canary).ShouldBeEmpty(request.ToString());
            foreach (var file in Directory.EnumerateFiles(bot.Data, "*", SearchOption.AllDirectories)) (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)).ShouldBe(-1, file);
        }

        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task The_head_of_a_merge_queue_gets_a_check_and_no_comment()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await gitHub.BranchAsync("queued");
        await gitHub.CommitAsync("queued", PullRequestStory.Path, PullRequestStory.Bad);
        var head = await gitHub.BranchAsync("gh-readonly-queue/main/pr-1-abc", "queued");
        var onto = await gitHub.TipAsync("main");
        var status = await bot.SendAsync(Signed("merge_group", new
        {
            action = "checks_requested",
            merge_group = new { head_sha = head, head_ref = "refs/heads/gh-readonly-queue/main/pr-1-abc", base_sha = onto, base_ref = "refs/heads/main" },
            repository = new { id = 1, full_name = GitHubEmulator.Repository },
            installation = new { id = GitHubEmulator.Installation },
        }));
        status.ShouldBe(202);
        await bot.UntilAsync(() => bot.Proxy.Requests.Any(request => request.IsWrite && request.Body.Contains(head, StringComparison.Ordinal)));
        await bot.StopAsync();
        var run = (await bot.Repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem();
        (run.Status, run.Conclusion).ShouldBe(("completed", "failure"));
        bot.Proxy.Writes.ShouldAllBe(static write => write.Contains("/check-runs", StringComparison.Ordinal));
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>RELIABLY_TEST_SCALE=100 sends 100,000 bodies.</summary>
    [NodeFact]
    public async Task Bodies_of_any_kind_are_refused_nothing_is_stored_and_memory_is_flat()
    {
        var scale = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var given) && given > 0 ? given : 1;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var fixedSeed) ? fixedSeed : Environment.TickCount;
        output.WriteLine($"RELIABLY_TEST_SEED={seed}, {scale * 1000} bodies");
        await using var bot = await BotProcess.StartAsync(gitHub);
        var random = new Random(seed);
        using var http = new HttpClient();
        var kept = 0L;
        for (var sent = 0; sent < scale * 1000; sent += 8)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FuzzedDelivery.Make(random)).ToList().Select(body => body.SendAsync(http, bot.Endpoint)));
            answers.ShouldAllBe(static status => status == 200 || status == 400 || status == 401 || status == 415 || status == 413 || status == 503);
            if (sent == 504) kept = Resident(bot.Service.Id);
        }

        var grown = Resident(bot.Service.Id) - kept;
        output.WriteLine($"resident memory {kept / 1024} MB after 500 bodies, grown by {grown} KB");
        grown.ShouldBeLessThan(48 << 10);
        Directory.EnumerateFiles(bot.Data, "*.inbox", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length).ShouldBe(0);
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await bot.StopAsync();
    }

    /// <summary>Memory of a process, in KB.</summary>
    private static long Resident(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static KeptDelivery Signed(string name, object payload)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(payload);
        var id = Guid.NewGuid().ToString();
        return new(name, id, body, [("X-GitHub-Event", name), ("X-GitHub-Delivery", id), ("X-Hub-Signature-256", WebhookDriver.Signature(body))]);
    }

    private static string Canary(string file, int port) =>
        $$"""
        title: a
        description: b
        configuration:
          taken: { type: env, key: CANARY_SECRET }
        secrets:
          canary: { taken: { type: env, key: CANARY_SECRET } }
        steady-state-hypothesis:
          title: fine
          probes:
          - { type: probe, name: call, tolerance: 200, provider: { type: http, url: "http://127.0.0.1:{{port}}/canary?${taken}", timeout: 1 } }
        method:
        - { type: action, name: touch, provider: { type: process, path: /usr/bin/touch, arguments: "{{file}}", timeout: 5 } }
        - { type: action, name: python, provider: { type: python, module: os, func: system, arguments: { command: "touch {{file}}" } } }
        rollbacks: []
        """;
}
