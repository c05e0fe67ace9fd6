using System.Text;
using Reliably.GitOps.Drivers;
using Xunit.Abstractions;

namespace Reliably.GitOps.Webhooks;

/// <summary>Bodies that nobody should send: the process lives, and nothing is stored that was not signed. RELIABLY_TEST_SCALE=100 sends 100,000.</summary>
[Collection(AloneCollection.Name)]
public sealed class WebhookFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Bodies_changed_at_random_are_answered_and_leave_nothing()
    {
        var scale = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var given) && given > 0 ? given : 1;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var fixedSeed) ? fixedSeed : Environment.TickCount;
        output.WriteLine($"RELIABLY_TEST_SEED={seed}, {scale * 1000} bodies");
        var random = new Random(seed);
        await using var world = await WebhookDriver.StartAsync(capacity: 10);
        var before = 0L;
        for (var i = 0; i < scale * 1000; i++)
        {
            var body = Mangled(random);
            var isSigned = random.Next(2) == 0;
            var answer = await world.SendAsync(body, random.Next(3) == 0 ? "ping" : "star", change: request =>
            {
                if (!isSigned) request.Headers.Remove("X-Hub-Signature-256");
                if (random.Next(10) == 0) request.Content!.Headers.ContentType = null;
            });
            ((int)answer.StatusCode).ShouldBeOneOf(200, 400, 401, 415);
            if (i == 500) before = GC.GetTotalMemory(forceFullCollection: true);
        }

        world.Inbox.Count.ShouldBe(0);
        new DirectoryInfo(world.InboxFolder).GetFiles().Sum(static file => file.Length).ShouldBe(0);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"memory grew by {grown / 1024} KB");
        grown.ShouldBeLessThan(16 << 20);
    }

    private static byte[] Mangled(Random random)
    {
        var body = Encoding.UTF8.GetBytes("""{"action":"opened","number":7,"pull_request":{"head":{"sha":"abc"},"labels":[{"name":"\u00e9"}]},"repository":{"full_name":"acme/shop"},"installation":{"id":1e3}}""");
        for (var changes = random.Next(6); changes > 0; changes--)
        {
            switch (random.Next(4))
            {
                case 0: body[random.Next(body.Length)] = (byte)random.Next(256); break;
                case 1: body = body[..random.Next(1, body.Length + 1)]; break;
                case 2: body = [.. body, .. body[random.Next(body.Length)..]]; break;
                default:
                    var at = random.Next(body.Length);
                    body = [.. body[..at], .. "{[\"\\,:}]"u8.ToArray()[random.Next(8)..], .. body[at..]];
                    break;
            }
        }

        return body;
    }
}
