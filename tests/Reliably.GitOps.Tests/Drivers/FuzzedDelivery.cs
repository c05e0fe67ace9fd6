using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>Deliveries that nobody should send: bodies changed at random, signed, signed wrongly or not at all, with headers that lie. None is to be stored.</summary>
internal static class FuzzedDelivery
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        """{"action":"opened","number":7,"pull_request":{"head":{"sha":"abc"},"labels":[{"name":"\u00e9"}]},"repository":{"full_name":"acme/shop"},"installation":{"id":100}}""");

    private static readonly string[] Kinds = ["pull_request", "push", "issue_comment", "check_run", "merge_group", "installation", "ping", "star", "", "pull request", "a,b"];

    public static KeptDelivery Make(Random random)
    {
        var body = Mangled(random);
        var isWanted = random.Next(3) > 0;
        var name = isWanted ? Kinds[random.Next(6)] : Kinds[random.Next(6, Kinds.Length)];
        // What is signed well and wanted would be stored, as it should.
        var signature = !isWanted && random.Next(2) == 0
            ? WebhookDriver.Signature(body)
            : random.Next(4) switch
            {
                0 => WebhookDriver.Signature(body, new string('k', 40)),
                1 => "sha256=" + new string('0', random.Next(70)),
                2 => WebhookDriver.Signature(body)[..^1],
                _ => "",
            };
        var id = random.Next(5) == 0 ? new string('x', random.Next(300)) : Guid.NewGuid().ToString();
        return new(name, id, body, [("X-GitHub-Event", name), ("X-GitHub-Delivery", id), ("X-Hub-Signature-256", signature)]);
    }

    private static byte[] Mangled(Random random)
    {
        if (random.Next(200) == 0) return [.. "[\""u8, .. new byte[random.Next(2 << 20)]];
        if (random.Next(50) == 0) return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(5000))));
        var body = (byte[])[.. Whole];
        for (var changes = random.Next(6); changes > 0; changes--)
        {
            var at = random.Next(body.Length);
            switch (random.Next(4))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body = body[..(at + 1)]; break;
                case 2: body = [.. body, .. body[at..]]; break;
                default: body = [.. body[..at], .. "{[\"\\,:}]"u8.ToArray()[random.Next(8)..], .. body[at..]]; break;
            }
        }

        return body;
    }
}
