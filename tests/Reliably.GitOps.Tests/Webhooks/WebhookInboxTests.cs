using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Webhooks;

public sealed class WebhookInboxTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ManualClock clock = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
    private readonly List<string> reports = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_accepted_and_not_done_is_given_out_again_after_a_crash_in_order()
    {
        await using (var inbox = Open("inbox"))
        {
            for (var i = 0; i < 50; i++) (await inbox.AddAsync(Delivery(i))).ShouldBe(InboxAnswer.Accepted);
            for (var i = 0; i < 50; i += 3) await inbox.FinishAsync(Delivery(i).Id);
            inbox.Fail(Delivery(1).Id);
            Copy("inbox", "crashed");
        }

        await using var after = Open("crashed");
        Taken(after).ShouldBe(Enumerable.Range(0, 50).Where(static i => i % 3 != 0).Select(static i => Delivery(i)));
        (await after.AddAsync(Delivery(0))).ShouldBe(InboxAnswer.Known);
        after.Count.ShouldBe(33);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_write_loses_that_write_alone()
    {
        await using (var inbox = Open("inbox"))
        {
            for (var i = 0; i < 4; i++) await inbox.AddAsync(Delivery(i));
        }

        var whole = File.ReadAllBytes(Only("inbox"));
        var ends = whole.Index().Where(static item => item.Item == '\n').Select(static item => item.Index + 1).ToList();
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            Copy("inbox", "cut");
            File.WriteAllBytes(Only("cut"), whole[..cut]);
            await using var after = Open("cut");
            Taken(after).Count.ShouldBe(ends.Count(end => end <= cut), $"cut at {cut}");
            (await after.AddAsync(Delivery(9))).ShouldBe(InboxAnswer.Accepted);
            await after.DisposeAsync();
            await using var again = Open("cut");
            Taken(again)[^1].ShouldBe(Delivery(9), $"cut at {cut}");
        }

        reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_line_is_said_and_harms_no_other()
    {
        await using (var inbox = Open("inbox"))
        {
            for (var i = 0; i < 3; i++) await inbox.AddAsync(Delivery(i));
        }

        var bytes = File.ReadAllBytes(Only("inbox"));
        bytes[bytes.AsSpan().IndexOf((byte)'\n') + 30] ^= 1;
        File.WriteAllBytes(Only("inbox"), bytes);
        await using var after = Open("inbox");
        Taken(after).ShouldBe([Delivery(0), Delivery(2)]);
        reports.ShouldHaveSingleItem().ShouldContain(":2 is no entry");
    }

    [Fact]
    public async Task Files_go_when_all_in_them_is_done_and_forgotten()
    {
        await using var inbox = Open("inbox");
        var filler = new string('x', 250);
        for (var round = 0; round < 8; round++)
        {
            var ids = Enumerable.Range(round * 4000, 4000).ToList();
            await Task.WhenAll(ids.Select(id => inbox.AddAsync(Delivery(id) with { Ref = filler }).AsTask()));
            await Task.WhenAll(ids.Select(id => inbox.FinishAsync(Delivery(id).Id).AsTask()));
            clock.Advance(TimeSpan.FromDays(2));
        }

        inbox.Count.ShouldBe(0);
        Directory.GetFiles(folder["inbox"]).Length.ShouldBeLessThan(5);
        (await inbox.AddAsync(Delivery(31_999))).ShouldBe(InboxAnswer.Known);
        (await inbox.AddAsync(Delivery(0))).ShouldBe(InboxAnswer.Accepted);
    }

    [Fact]
    public async Task Deliveries_that_come_together_share_a_write_and_none_is_lost()
    {
        await using (var inbox = Open("inbox"))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => Task.Run(async () => await inbox.AddAsync(Delivery(i)))));
            answers.ShouldAllBe(static answer => answer == InboxAnswer.Accepted);
        }

        await using var after = Open("inbox");
        Taken(after).Select(static delivery => delivery.Id).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 5000).Select(static i => Delivery(i).Id));
    }

    [Theory]
    [InlineData("short", "has 5 bytes; 32 are the least")]
    [InlineData("secretsecretsecretsecretsecretsecret", "is a known default")]
    [InlineData("DevelopmentDevelopmentDevelopment", "is a known default")]
    [InlineData("00000000000000000000000000000000000000", "is a known default")]
    [InlineData("                                                 ", "has 0 bytes")]
    public void A_secret_that_is_none_is_refused(string secret, string reason)
    {
        folder.Write("secret", secret);
        Should.Throw<CannotRunException>(() => WebhookSecrets.Read([folder["secret"]])).Message.ShouldContain(reason);
    }

    [Fact]
    public void No_secret_and_three_are_refused()
    {
        Should.Throw<CannotRunException>(static () => WebhookSecrets.Read([])).Message.ShouldContain("no secret");
        Should.Throw<CannotRunException>(() => WebhookSecrets.Read([folder["missing"]])).Message.ShouldContain("cannot be read");
        folder.Write("secret", WebhookDriver.Secret);
        Should.Throw<CannotRunException>(() => WebhookSecrets.Read([folder["secret"], folder["secret"], folder["secret"]])).Message.ShouldContain("3 webhook secrets");
    }

    private static WebhookDelivery Delivery(int number) => new() { Id = $"delivery-{number:D5}", Event = "push", Repository = "acme/shop", Number = number };

    private static List<WebhookDelivery> Taken(WebhookInbox inbox)
    {
        var taken = new List<WebhookDelivery>();
        while (inbox.Waiting.TryRead(out var delivery)) taken.Add(delivery);
        return taken;
    }

    private WebhookInbox Open(string name) => WebhookInbox.Open(folder[name], clock, 100_000, reports.Add);

    private string Only(string name) => Directory.GetFiles(folder[name]).ShouldHaveSingleItem();

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(folder[to]);
        foreach (var file in Directory.GetFiles(folder[from])) File.Copy(file, Path.Combine(folder[to], Path.GetFileName(file)), overwrite: true);
    }
}
