using System.Net;
using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Webhooks;

public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const string Opened = """{"action":"opened","number":7,"pull_request":{"number":7,"head":{"ref":"x","sha":"abc123"},"base":{"sha":"def456"}},"repository":{"id":1,"full_name":"acme/shop","owner":{"login":"acme"}},"installation":{"id":100}}""";

    private WebhookDriver world = null!;

    public async Task InitializeAsync() => world = await WebhookDriver.StartAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Takes_in_what_it_is_about_and_nothing_else()
    {
        (await world.DeliverAsync("pull_request", Opened, "one")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        world.Take().ShouldHaveSingleItem().ShouldBe(new()
        {
            Id = "one",
            Event = "pull_request",
            Action = "opened",
            Number = 7,
            Head = "abc123",
            Repository = "acme/shop",
            Installation = 100,
        });
        File.ReadAllText(Directory.GetFiles(world.InboxFolder).ShouldHaveSingleItem()).ShouldNotContain("def456");
    }

    [Theory]
    [InlineData("push", """{"ref":"refs/heads/main","before":"1","after":"2","repository":{"full_name":"a/b"}}""", "push a/b refs/heads/main 2")]
    [InlineData("merge_group", """{"action":"checks_requested","merge_group":{"head_sha":"9","base_sha":"8"},"repository":{"full_name":"a/b"}}""", "merge_group checks_requested a/b 9")]
    [InlineData("issue_comment", """{"action":"created","issue":{"number":3,"pull_request":{"number":99}},"comment":{"id":5,"body":"/reliably help"},"repository":{"full_name":"a/b"}}""", "issue_comment created a/b #3 (5)")]
    [InlineData("check_run", """{"action":"rerequested","check_run":{"output":{"id":77},"id":12,"head_sha":"6"},"repository":{"full_name":"a/b"}}""", "check_run rerequested a/b 6 (12)")]
    [InlineData("check_suite", """{"action":"rerequested","check_suite":{"id":13,"head_sha":"6","app":{"id":1}},"repository":{"full_name":"a/b"}}""", "check_suite rerequested a/b 6 (13)")]
    [InlineData("installation", """{"action":"created","installation":{"account":{"id":2},"id":4},"repositories":[{"id":1,"full_name":"a/b"}]}""", "installation created @4")]
    public async Task Knows_every_event_it_acts_on(string name, string json, string expected)
    {
        (await world.DeliverAsync(name, json)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var taken = world.Take().ShouldHaveSingleItem();
        string?[] words =
        [
            taken.Event, taken.Action, taken.Installation is { } at ? "@" + at : null, taken.Repository, taken.Number is { } number ? "#" + number : null,
            taken.Ref, taken.Head, taken.Subject is { } subject ? $"({subject})" : null,
        ];
        string.Join(' ', words.OfType<string>()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("ping", HttpStatusCode.OK)]
    [InlineData("star", HttpStatusCode.OK)]
    [InlineData("workflow_run", HttpStatusCode.OK)]
    public async Task Acknowledges_other_events_and_keeps_nothing(string name, HttpStatusCode expected)
    {
        (await world.DeliverAsync(name, """{"zen":"Keep it logically awesome."}""")).StatusCode.ShouldBe(expected);
        world.Take().ShouldBeEmpty();
        world.Inbox.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_redelivery_is_known_until_it_failed()
    {
        await world.DeliverAsync("pull_request", Opened, "one");
        (await world.DeliverAsync("pull_request", Opened, "one")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        world.Take().Count.ShouldBe(1);
        world.Inbox.Fail("one");
        await world.DeliverAsync("pull_request", Opened, "one");
        world.Take().Count.ShouldBe(1);
        await world.Inbox.FinishAsync("one");
        await world.DeliverAsync("pull_request", Opened, "one");
        world.Take().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_delivery_at_the_same_moment_is_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.DeliverAsync("pull_request", Opened, "one")));
        answers.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.Accepted);
        world.Take().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_inbox_asks_to_come_again()
    {
        await using var small = await WebhookDriver.StartAsync(capacity: 2);
        await small.DeliverAsync("pull_request", Opened, "one");
        await small.DeliverAsync("pull_request", Opened, "two");
        var answer = await small.DeliverAsync("pull_request", Opened, "three");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        (await small.DeliverAsync("pull_request", Opened, "two")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await small.Inbox.FinishAsync("one");
        (await small.DeliverAsync("pull_request", Opened, "three")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Refuses_what_is_not_signed_with_one_of_its_secrets()
    {
        var body = Encoding.UTF8.GetBytes(Opened);
        string?[] signatures =
        [
            null, "", "sha256=", "sha256=" + new string('0', 64), "sha256=" + new string('g', 64), "sha1=" + new string('0', 40), WebhookDriver.Signature(body)[..^1], WebhookDriver.Signature(body) + "0",
            WebhookDriver.Signature(body, WebhookDriver.Secret + "x"), WebhookDriver.Signature([.. body, 0]), WebhookDriver.Signature(body)["sha256=".Length..],
        ];
        foreach (var signature in signatures)
        {
            var answer = await world.SendAsync(body, "pull_request", change: request =>
            {
                request.Headers.Remove("X-Hub-Signature-256");
                if (signature is not null) request.Headers.Add("X-Hub-Signature-256", signature);
            });
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, signature);
        }

        world.Inbox.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Takes_two_secrets_while_one_is_being_changed()
    {
        const string Next = "0b6f1d3e5a7c9e2f4b8d0a1c3e5f7092";
        await using var changing = await WebhookDriver.StartAsync(1000, WebhookDriver.Secret, Next + "\n");
        var body = Encoding.UTF8.GetBytes(Opened);
        foreach (var secret in new[] { WebhookDriver.Secret, Next })
        {
            var answer = await changing.SendAsync(body, "pull_request", change: request =>
            {
                request.Headers.Remove("X-Hub-Signature-256");
                request.Headers.Add("X-Hub-Signature-256", WebhookDriver.Signature(body, secret));
            });
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.Accepted)]
    public async Task Takes_json_alone(string? type, HttpStatusCode expected)
    {
        var answer = await world.SendAsync(Encoding.UTF8.GetBytes(Opened), "pull_request", change: request =>
            request.Content!.Headers.ContentType = type is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type));
        answer.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"action\":")]
    [InlineData("{\"action\":\"a\"} x")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"action\":\"\\udc00\"}")]
    public async Task Refuses_what_is_no_json_object(string text) => (await world.DeliverAsync("pull_request", text)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Refuses_nesting_that_is_no_payload() =>
        (await world.DeliverAsync("pull_request", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Refuses_bodies_above_the_limit_announced_or_not()
    {
        var large = new byte[WebhookEndpoint.LargestBody + 1];
        Array.Fill(large, (byte)' ');
        (await world.SendAsync(large, "push", change: static request => request.Headers.ExpectContinue = true)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var stream = new MemoryStream(large);
        var answer = await world.SendAsync(large, "push", change: request =>
        {
            request.Content = new StreamContent(stream);
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TransferEncodingChunked = true;
            request.Headers.ExpectContinue = true;
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await world.DeliverAsync("ping", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("X-GitHub-Event", null)]
    [InlineData("X-GitHub-Event", "pull request")]
    [InlineData("X-GitHub-Delivery", null)]
    [InlineData("X-GitHub-Delivery", "../../etc/passwd")]
    public async Task Refuses_names_that_GitHub_does_not_give(string header, string? value)
    {
        var answer = await world.SendAsync(Encoding.UTF8.GetBytes(Opened), "pull_request", change: request =>
        {
            request.Headers.Remove(header);
            if (value is not null) request.Headers.Add(header, value);
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Answers_other_methods_with_the_one_it_has()
    {
        using var http = new HttpClient();
        var answer = await http.GetAsync(world.Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.ShouldBe(["POST"]);
    }
}
