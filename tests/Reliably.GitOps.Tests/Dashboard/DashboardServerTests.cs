using System.Net;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Dashboard;

public sealed class DashboardServerTests : IAsyncLifetime
{
    private readonly Dictionary<string, string> published = new(StringComparer.Ordinal);
    private readonly LiveExecutions live = new();
    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false, CheckCertificateRevocationList = true });
    private DashboardServer server = null!;

    public async Task InitializeAsync()
    {
        server = await StartAsync("127.0.0.1:0");
        client.BaseAddress = server.Address;
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_root_leads_to_the_dashboard_even_before_anything_is_published()
    {
        using var root = await client.GetAsync("/");
        root.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        root.Headers.Location!.OriginalString.ShouldBe("/reports/README.md");
        (await client.GetStringAsync("/reports/README.md")).ShouldContain("Nothing is published yet");
    }

    [Fact]
    public async Task Shows_published_pages_as_HTML_under_a_strict_policy()
    {
        published["reports/README.md"] = "# Resilience\n\n[page](experiments/a.md) <script>alert(1)</script>\n";
        using var page = await client.GetAsync("/reports/README.md");
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("script-src");
        policy.ShouldNotContain("unsafe");
        var html = await page.Content.ReadAsStringAsync();
        html.ShouldContain("<a href=\"experiments/a.md\">page</a>");
        html.ShouldNotContain("<script");
    }

    [Fact]
    public async Task Serves_pictures_data_style_and_health()
    {
        published["reports/dashboard.svg"] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>a{}</style></svg>";
        published["reports/index.json"] = "{}";
        published["reports/experiments/~E6.md"] = "# Hi";
        using var picture = await client.GetAsync("/reports/dashboard.svg");
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        picture.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        using var index = await client.GetAsync("/reports/index.json");
        index.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await client.GetStringAsync("/reports/experiments/~E6.md")).ShouldContain("<h1");
        (await client.GetStringAsync("/style.css")).ShouldContain("prefers-color-scheme:dark");
        (await client.GetStringAsync("/healthz")).ShouldBe("ok\n");
    }

    [Fact]
    public async Task An_empty_file_is_as_good_as_none()
    {
        published["reports/README.md"] = "";
        (await client.GetStringAsync("/reports/README.md")).ShouldContain("Nothing is published yet");
    }

    [Theory]
    [InlineData("/reports/nothing.md")]
    [InlineData("/etc/passwd")]
    [InlineData("/reports/%2e%2e/%2e%2e/secret")]
    [InlineData("/reports//x")]
    public async Task What_is_not_published_is_not_found(string address)
    {
        using var answer = await client.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Answers_only_to_its_own_name_and_only_to_readers()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = "evil.example" } };
        using var refused = await client.SendAsync(foreign);
        refused.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        using var posted = await client.PostAsync("/", new StringContent(""));
        posted.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var head = new HttpRequestMessage(HttpMethod.Head, "/healthz");
        using var answer = await client.SendAsync(head);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Shows_what_runs_now_and_what_has_ended()
    {
        (await client.GetStringAsync("/live")).ShouldContain("Nothing runs");
        var order = Order();
        var now = DateTimeOffset.UtcNow;
        live.Start(order, now);
        live.Report(order.Id, new RunEvent.PhaseStarted(RunPhase.Method) { At = now });
        live.Report(order.Id, new RunEvent.ActivityStarted(RunPhase.Method, "action", "kill <b>a</b> replica") { At = now });
        live.Report(order.Id, new RunEvent.LogLine("<script>") { At = now });
        var page = await client.GetStringAsync("/live");
        page.ShouldContain("Checkout survives");
        page.ShouldContain("kill &lt;b&gt;a&lt;/b&gt; replica");
        page.ShouldContain("http-equiv=\"refresh\"");
        page.ShouldNotContain("<script");
        live.End(Record(order));
        live.Running.ShouldBeEmpty();
        (await client.GetStringAsync("/live")).ShouldContain("href=\"/reports/executions/");
    }

    [Fact]
    public async Task The_live_page_says_who_paused_or_stopped_a_run_and_why()
    {
        var order = Order();
        var now = DateTimeOffset.UtcNow;
        live.Start(order, now);
        live.Report(order.Id, new RunEvent.ActivityStarted(RunPhase.Method, "action", "load") { At = now });
        live.Report(order.Id, Intervened("paused", "until it is resumed; <b>why</b>", "paused"));
        (await client.GetStringAsync("/live")).ShouldContain("<p><b>After this activity: paused by ada: until it is resumed; &lt;b&gt;why&lt;/b&gt;</b></p>");
        live.Report(order.Id, new RunEvent.ActivityEnded(RunPhase.Method, "load", true, null, null) { At = now });
        (await client.GetStringAsync("/live")).ShouldContain("<p><b>paused by ada");
        live.Report(order.Id, Intervened("resumed", "it goes on", "running"));
        (await client.GetStringAsync("/live")).ShouldNotContain("<p><b>paused");
        live.Report(order.Id, Intervened("safeguard", "the budget is spent", "stopping"));
        (await client.GetStringAsync("/live")).ShouldContain("<p class=\"bad\">safeguard by ada: the budget is spent</p>");
    }

    private static RunEvent.Intervened Intervened(string kind, string detail, string status) =>
        new(new(DateTimeOffset.UtcNow, kind, detail, "ada"), status) { At = DateTimeOffset.UtcNow };

    [Fact]
    public void Keeps_no_more_than_a_screen_of_events()
    {
        var order = Order();
        live.Start(order, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < 1000; i++) live.Report(order.Id, new RunEvent.LogLine($"line {i}") { At = DateTimeOffset.UnixEpoch });
        live.Running.Single().Events.Length.ShouldBeLessThan(100);
        live.Running.Single().Events[^1].ShouldBe(new RunEvent.LogLine("line 999") { At = DateTimeOffset.UnixEpoch });
    }

    [Fact]
    public async Task A_port_in_use_says_what_to_do()
    {
        var refused = await Should.ThrowAsync<CannotRunException>(() => StartAsync($"127.0.0.1:{server.Address.Port}"));
        refused.Message.ShouldContain("in use");
        refused.WhatToDo.ShouldContain("another port");
    }

    [Theory]
    [InlineData("0.0.0.0:0", "other machines")]
    [InlineData("nonsense", "not an address")]
    [InlineData("127.0.0.1", "not an address")]
    public async Task Listens_on_this_machine_alone(string listen, string says) =>
        (await Should.ThrowAsync<CannotRunException>(() => StartAsync(listen))).Message.ShouldContain(says);

    private Task<DashboardServer> StartAsync(string listen) => DashboardServer.StartAsync(
        new()
        {
            Listen = listen,
            Live = live,
            ReadAsync = (path, _) => Task.FromResult<ReadOnlyMemory<byte>?>(published.TryGetValue(path, out var text) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null),
        },
        CancellationToken.None);

    private static ExecutionOrder Order() => new()
    {
        Id = ExecutionId.Create(DateTimeOffset.UtcNow, 7),
        Trigger = TriggerKind.Manual,
        Experiment = new()
        {
            Slug = Slug.Parse("checkout/replica-loss"),
            Path = "experiments/checkout/replica-loss.yaml",
            Content = ReadOnlyMemory<byte>.Empty,
            Extension = ".yaml",
            ContentHash = "0123",
            Experiment = new() { Source = DataNode.Mapping.Empty, Title = "Checkout survives losing a replica" },
        },
    };

    private static ExecutionRecord Record(ExecutionOrder order) => new()
    {
        Id = order.Id,
        Experiment = order.Experiment.Slug,
        ExperimentPath = order.Experiment.Path,
        Title = order.Experiment.Experiment.Title,
        ContentHash = order.Experiment.ContentHash,
        Deployment = order.Deployment,
        RollbackStrategy = new("always", "default"),
        HypothesisStrategy = new("default", "default"),
        Trigger = order.Trigger,
        Start = DateTimeOffset.UtcNow,
        End = DateTimeOffset.UtcNow,
        Verdict = Verdict.Passed,
        VerdictReason = "It held.",
    };
}
