namespace Reliably.GitOps.Doctor;

public class HookChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly HookSight Hook = new() { Listens = true, PublicUrl = "https://reliably.example.com", Url = "https://reliably.example.com/webhooks/github", HasSecret = true, IsJson = true };

    [Fact]
    public void A_webhook_that_leads_here_is_fine()
    {
        States(Hook).ShouldBe([CheckState.Good]);
        States(Hook with { PublicUrl = "https://RELIABLY.example.com/" }).ShouldBe([CheckState.Good]);
        States(Hook with { PublicUrl = null }).ShouldBe([CheckState.Good]);
    }

    [Fact]
    public void A_webhook_that_leads_elsewhere_or_is_refused_is_a_problem()
    {
        States(Hook with { Url = "https://smee.io/abc" }).ShouldBe([CheckState.Problem]);
        States(Hook with { Url = "https://smee.io/abc", PublicUrl = null }).ShouldBe([CheckState.Problem]);
        States(Hook with { Url = null }).ShouldBe([CheckState.Problem]);
        States(Hook with { HasSecret = false }).ShouldBe([CheckState.Good, CheckState.Problem]);
        States(Hook with { IsJson = false }).ShouldBe([CheckState.Good, CheckState.Problem]);
        States(Hook with { TrustsAnyCertificate = true }).ShouldBe([CheckState.Good, CheckState.Advice]);
        States(Hook with { PublicUrl = null, Url = "http://10.0.0.1/webhooks/github" }).ShouldBe([CheckState.Advice]);
        States(Hook with { Refusal = new("No.", "Ask.") }).ShouldBe([CheckState.Problem]);
    }

    [Fact]
    public void Without_webhooks_GitHub_is_asked()
    {
        States(Hook with { Listens = false, Url = null }).ShouldBe([CheckState.Good]);
        States(Hook with { Listens = false }).ShouldBe([CheckState.Advice]);
        HookChecks.Deliveries([Delivery(0, 500)], listens: false).ShouldBeEmpty();
    }

    [Fact]
    public void The_newest_delivery_decides()
    {
        One([]).State.ShouldBe(CheckState.Advice);
        One([Delivery(0, 202), Delivery(1, 202)]).Message.ShouldBe("The last 2 deliveries arrived, the newest 2026-11-22 09:00 UTC.");
        var before = One([Delivery(0, 202), Delivery(1, 503), Delivery(2, 0)]);
        before.State.ShouldBe(CheckState.Advice);
        before.Message.ShouldStartWith("2 of the last 3 deliveries did not arrive, the newest of them 2026-11-22 08:59 UTC: 503 said");
        One([Delivery(0, 401), Delivery(1, 202)]).State.ShouldBe(CheckState.Problem);
        One([Delivery(0, 401) with { Said = "Invalid HTTP Response: 401" }]).Message.ShouldContain("did not arrive: Invalid HTTP Response: 401. 1 of");
    }

    [Theory]
    [InlineData(401, "webhook-secret-files")]
    [InlineData(404, "/webhooks/github")]
    [InlineData(415, "proxy")]
    [InlineData(503, "reliably serve")]
    [InlineData(502, "proxy")]
    [InlineData(302, "redirect")]
    [InlineData(0, "firewall")]
    public void Each_answer_has_its_remedy(int status, string words) => One([Delivery(0, status)]).Hint!.ShouldContain(words);

    private static CheckResult One(DeliverySight[] deliveries) => HookChecks.Deliveries([.. deliveries], listens: true).ShouldHaveSingleItem();

    private static DeliverySight Delivery(int minutesAgo, int status) => new(Now.AddMinutes(-minutesAgo), "pull_request.opened", status, "said");

    private static CheckState[] States(HookSight sight) => [.. HookChecks.Hook(sight).Select(static one => one.State)];
}
