using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Webhooks;

/// <summary>All payloads that GitHub publishes as examples go through the endpoint.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class WebhookExamplesTests(GitHubEmulator gitHub)
{
    [NodeFact]
    public async Task Every_published_payload_is_acknowledged_and_read()
    {
        await gitHub.ResetAsync();
        var file = Path.Combine(GitHubEmulator.Sources, "node_modules", "@octokit", "webhooks-examples", "api.github.com", "index.json");
        await using var world = await WebhookDriver.StartAsync();
        var sent = 0;
        foreach (var definition in JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray())
        {
            var name = (string)definition!["name"]!;
            foreach (var example in definition["examples"]!.AsArray())
            {
                var answer = await world.SendAsync(Encoding.UTF8.GetBytes(example!.ToJsonString()), name);
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
                sent++;
                if (answer.StatusCode == HttpStatusCode.Accepted) Read(world.Take().ShouldHaveSingleItem(), example);
            }
        }

        sent.ShouldBeGreaterThan(300);
    }

    private static void Read(WebhookDelivery delivery, JsonNode example)
    {
        delivery.Action.ShouldBe((string?)example["action"]);
        delivery.Repository.ShouldBe((string?)example["repository"]?["full_name"]);
        delivery.Installation.ShouldBe((long?)example["installation"]?["id"]);
        if (delivery.Event == "pull_request") delivery.Head.ShouldBe((string?)example["pull_request"]!["head"]!["sha"]);
        if (delivery.Event is "issues" or "issue_comment") delivery.Number.ShouldBe((int?)example["issue"]!["number"]);
    }
}
