namespace Reliably.GitOps.Webhooks;

public sealed class PullRequestLaneTests
{
    [Theory]
    [InlineData("pull_request", "opened", 7)]
    [InlineData("pull_request", "synchronize", 7)]
    [InlineData("pull_request", "closed", null)]
    [InlineData("issue_comment", "created", 7)]
    [InlineData("issue_comment", "deleted", 7)]
    [InlineData("push", null, null)]
    [InlineData("merge_group", "checks_requested", null)]
    [InlineData("check_run", "rerequested", null)]
    [InlineData("check_run", "requested_action", null)]
    [InlineData("check_suite", "rerequested", null)]
    public void A_delivery_goes_to_the_lane_of_what_it_is_about(string name, string? action, int? number) =>
        PullRequestLane.Of(Delivery(name, action)).ShouldBe(new("acme/shop", number));

    [Theory]
    [InlineData("pull_request", "labeled")]
    [InlineData("issue_comment", "edited")] // what was asked for stands in the comment as it was written first
    [InlineData("check_run", "created")] // our own
    [InlineData("check_suite", "requested")]
    [InlineData("star", "created")]
    public void What_asks_for_nothing_has_no_lane(string name, string action) => PullRequestLane.Of(Delivery(name, action)).ShouldBeNull();

    [Fact]
    public void An_installation_is_about_every_repository() =>
        PullRequestLane.Of(Delivery("installation_repositories", "added") with { Repository = null }).ShouldBe(new(null, null));

    [Fact]
    public void A_delivery_without_its_repository_has_no_lane() => PullRequestLane.Of(Delivery("push", null) with { Repository = null }).ShouldBeNull();

    [Fact]
    public void Deliveries_of_a_repository_say_what_to_look_at()
    {
        var hints = PullRequestLane.Hints([Delivery("push", null), Delivery("check_run", "rerequested"), Delivery("check_suite", "rerequested"), Delivery("check_run", "rerequested")]);
        hints.Pushed.ShouldBeTrue();
        hints.Again.ShouldBe([new("abc", 55), new("abc", null)]);
    }

    private static WebhookDelivery Delivery(string name, string? action) =>
        new() { Id = name, Event = name, Action = action, Repository = "acme/shop", Number = 7, Subject = 55, Head = "abc" };

    [Fact]
    public void A_comment_of_a_bot_asks_for_nothing_and_its_push_does()
    {
        var comment = WebhookPayload.Read("1", "issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":5},"repository":{"full_name":"a/b"},"sender":{"login":"reliably[bot]","type":"Bot"}}"""u8)!;
        PullRequestLane.Of(comment).ShouldBeNull();
        PullRequestLane.Of(comment with { ByBot = null }).ShouldBe(new("a/b", 7));
        PullRequestLane.Of(comment with { Action = "deleted" }).ShouldBe(new("a/b", 7));
        var pushed = WebhookPayload.Read("2", "pull_request", """{"action":"synchronize","number":7,"repository":{"full_name":"a/b"},"sender":{"type":"Bot"}}"""u8)!;
        PullRequestLane.Of(pushed).ShouldBe(new("a/b", 7));
    }
}
