using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>Comments that people write, answered by <c>reliably serve</c> as an operator starts it.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedCommandsTests(GitHubEmulator gitHub) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<IDisposable> open = [];

    public void Dispose()
    {
        open.ForEach(static one => one.Dispose());
        folder.Dispose();
    }

    [NodeFact]
    public Task A_comment_is_answered_and_audited_when_its_delivery_comes() => AnswersAsync(withWebhooks: true);

    [NodeFact]
    public Task Without_webhooks_a_comment_is_found_and_answered_too() => AnswersAsync(withWebhooks: false);

    private async Task AnswersAsync(bool withWebhooks)
    {
        var (service, repository) = await StartAsync(withWebhooks);
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/a.yaml", ServiceDriver.Experiment);
        await SayAsync(number, "/reliably explain a");
        var answers = await AnsweredAsync(repository, number, 1);
        answers.ShouldContain("Nothing breaks");
        await SayAsync(number, "/reliably emergency-stop on");
        await SayAsync(number, "/reliably status");
        answers = await AnsweredAsync(repository, number, 3);
        answers.ShouldContain("The emergency stop is on since");
        answers.ShouldNotContain(folder.Path);
        service.Text.ShouldContain($"command  acme/shop#{number} ada: '/reliably emergency-stop on': done");
        service.Terminate();
        (await service.EndAsync()).ShouldBe(0, service.Text);
        using var output = new StringWriter();
        (await GitOpsApp.RunAsync(["audit", "--data", folder["data"]], Terminal.OfProcess() with { Output = output, Error = output })).ShouldBe(0);
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[(line.IndexOf("done", StringComparison.Ordinal) + 4)..].Trim())
            .ShouldBe(["/reliably explain a", "/reliably emergency-stop on", "/reliably status"]);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task SayAsync(int number, string body) => await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body });

    /// <summary>Our second comment, as soon as it shows so many answers.</summary>
    private async Task<string> AnsweredAsync(GitHubRepository repository, int number, int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            var body = (await repository.CommentsAsync(number, default)).SingleOrDefault(static one => one.User!.Login == "reliably[bot]" && CommandReplies.Is(one.Body!))?.Body ?? "";
            if (body.Split("<summary>").Length > count) return body;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{body}\n{open.OfType<ServiceBesideGitHub>().Last().Service.Text}");
            await Task.Delay(50);
        }
    }

    private async Task<(ServeProcess Service, GitHubRepository Repository)> StartAsync(bool withWebhooks)
    {
        var beside = await ServiceBesideGitHub.StartAsync(gitHub, folder, withWebhooks);
        open.Add(beside);
        return (beside.Service, beside.Repository);
    }
}
