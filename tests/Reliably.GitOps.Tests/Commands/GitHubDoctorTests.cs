using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably doctor</c> asks a GitHub how the App is set up there.</summary>
[Collection(GitHubEmulatorGroup.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class GitHubDoctorTests(GitHubEmulator gitHub) : IDisposable
{
    private const string Secret = "5f1c7c0e9b8d4a6f8e2d3c4b5a69788f";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NodeFact]
    public async Task An_App_that_is_set_up_right_is_fine()
    {
        await BeginAsync();
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output + run.Error);
        foreach (var line in new[]
        {
            "✔ The clock agrees with GitHub's.",
            "✔ GitHub knows us as the App 'reliably'.",
            "✔ The App asks for the permissions that it needs.",
            "✔ Webhooks are off: GitHub is asked again and again.",
            "✔ The App is installed for acme/shop.",
            "✔ 'main' takes our reports.",
            "acme/shop.git can be read; 'main' is at ",
            "✔ Its credentials may push.",
        })
            run.Output.ShouldContain(line);
        run.Output.ShouldNotContain("!");
        await ShouldHoldTheContractAsync();
    }

    [NodeFact]
    public async Task A_webhook_that_arrives_is_fine_and_one_that_is_refused_says_why()
    {
        await BeginAsync("listen: { public: \"127.0.0.1:0\" }\npublic-url: https://reliably.example.com\n");
        await gitHub.TellAsync("/_test/hook", new { url = "https://elsewhere.example.com/", secret = Secret });
        (await RunAsync()).Output.ShouldContain("✘ GitHub delivers to https://elsewhere.example.com/, and the service says that it is https://reliably.example.com/webhooks/github.");

        await BeginAsync("listen: { public: \"127.0.0.1:0\" }\n");
        using var stub = new HttpStub();
        await gitHub.TellAsync("/_test/hook", new { url = stub.Url + "/error/webhooks/github" });
        var bare = await RunAsync();
        bare.Output.ShouldContain("✔ The App subscribes to the events that it needs.");
        bare.Output.ShouldContain("✘ The webhook has no secret");
        bare.Output.ShouldContain("! GitHub remembers no delivery.");
        await gitHub.TellAsync("/_test/hook", new { url = stub.Url + "/error", secret = Secret });
        await gitHub.OpenPullRequestAsync("change", "docs/notes.md", "hello\n");
        await gitHub.DeliveredAsync();
        var refused = await RunAsync();
        refused.ExitCode.ShouldBe(ExitCodes.Problems);
        refused.Output.ShouldContain("✘ The newest delivery (");
        refused.Output.ShouldContain("did not arrive: Invalid HTTP Response: 503");
        await ShouldHoldTheContractAsync();
    }

    [NodeFact]
    public async Task Deliveries_that_a_service_takes_in_have_arrived()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var place = free.LocalEndpoint.ToString()!;
        free.Stop();
        await BeginAsync($"listen: {{ public: \"{place}\" }}\n");
        using var service = ServeProcess.Start(folder.Path, "serve");
        await service.HearAsync("Watching pull requests");
        await gitHub.HookAsync(new($"http://{place}/webhooks/github"), Secret);
        await gitHub.OpenPullRequestAsync("change", "docs/notes.md", "hello\n");
        await gitHub.DeliveredAsync();
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output);
        run.Output.ShouldContain("deliveries arrived, the newest ");
        run.Output.ShouldContain("a service works in it.");
        run.Output.ShouldNotContain("can listen on");
        service.Terminate();
        (await service.EndAsync()).ShouldBe(ExitCodes.Ok, service.Text);
        (await RunAsync()).Output.ShouldContain($"✔ The service can listen on {place} (public).");
    }

    [NodeFact]
    public async Task A_branch_that_refuses_our_pushes_is_told_with_the_way_out()
    {
        await BeginAsync();
        await gitHub.TellAsync("/_test/rules", new { repository = GitHubEmulator.Repository, branch = "main", type = "pull_request", ruleset = 7, name = "reviewed", bypass = "never" });
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output);
        run.Output.ShouldContain("! 'main' takes no push of ours: changes must come by a pull request. Reports come by one pull request, which somebody merges.\n    Write 'reports: { branch: reliably-reports }' into reliably.yaml");
        run.Output.ShouldContain("the ruleset 'reviewed'");
        await gitHub.CommitAsync("main", "reliably.yaml", "reports: { branch: reliably-reports }\n");
        (await RunAsync()).Output.ShouldContain("✔ 'reliably-reports' takes our reports.");
        await gitHub.TellAsync("/_test/rules", new { repository = GitHubEmulator.Repository, branch = "reliably-reports", type = "update", ruleset = 8, name = "bots only", bypass = "always" });
        (await RunAsync()).Output.ShouldContain("✔ 'reliably-reports' takes our reports.");
        await ShouldHoldTheContractAsync();
    }

    [NodeFact]
    public async Task What_the_App_does_not_ask_for_is_named()
    {
        await BeginAsync("listen: { public: \"127.0.0.1:0\" }\n");
        await gitHub.TellAsync("/_test/app", new { app_id = GitHubEmulator.AppId, permissions = new { contents = "read", metadata = "read", administration = "write" }, events = new[] { "push" } });
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Output.ShouldContain("✘ The App asks for less than it needs. Missing: checks: write (");
        run.Output.ShouldContain("contents: write (");
        run.Output.ShouldContain("✘ The App does not subscribe to check_run, check_suite, issue_comment, issues, merge_group, pull_request:");
        run.Output.ShouldContain("! The App asks for more than it needs: administration: write.");
        await ShouldHoldTheContractAsync();
    }

    [NodeFact]
    public async Task A_repository_without_the_App_and_a_wrong_key_are_told_apart()
    {
        await BeginAsync(repository: "acme/unknown");
        var missing = await RunAsync();
        missing.ExitCode.ShouldBe(ExitCodes.Problems);
        missing.Output.ShouldContain("✘ The App is not installed for acme/unknown, or there is no such repository.");
        using (var key = System.Security.Cryptography.RSA.Create(2048)) folder.Write("app.pem", key.ExportRSAPrivateKeyPem());
        File.SetUnixFileMode(folder["app.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refused = await RunAsync();
        refused.Output.ShouldContain("✘ GitHub answered 401 to GET app");
        refused.Output.ShouldContain("! acme/unknown was not looked at");
        folder.Write("app.pem", "no key\n");
        var broken = await RunAsync();
        broken.Output.ShouldContain("✘ The App's private key " + folder["app.pem"] + " cannot be used");
        broken.Output.ShouldNotContain("   at ");
    }

    [NodeFact]
    public async Task A_personal_token_is_enough_and_says_what_it_lacks()
    {
        await BeginAsync();
        folder.Write("token", "ada-token\n");
        File.SetUnixFileMode(folder["token"], UnixFileMode.UserRead);
        folder.Write("reliably-server.yaml", $"data: {folder["data"]}\ngithub: {{ api-url: \"{gitHub.Url}\", token: {folder["token"]} }}\nrepositories:\n- app: {GitHubEmulator.Repository}\n");
        var run = await RunAsync();
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Output);
        run.Output.ShouldContain("! The token belongs to ada.");
        run.Output.ShouldContain("✔ Its credentials may push.");
        run.Output.ShouldNotContain("ada-token");
        await ShouldHoldTheContractAsync();
    }

    [NodeFact]
    public async Task A_GitHub_that_is_not_there_is_one_problem()
    {
        await BeginAsync();
        folder.Write("reliably-server.yaml", (await File.ReadAllTextAsync(folder["reliably-server.yaml"])).Replace(gitHub.Url.Port.ToString(CultureInfo.InvariantCulture), "9", StringComparison.Ordinal));
        var run = await RunAsync("--format", "json");
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        var problem = JsonNode.Parse(run.Output)!["checks"]!.AsArray().Where(static one => (string?)one!["state"] == "problem").ShouldHaveSingleItem()!;
        ((string?)problem["message"])!.ShouldContain("cannot be reached");
        ((string?)problem["hint"])!.ShouldContain("'api-url'");
    }

    private async Task BeginAsync(string more = "", string repository = GitHubEmulator.Repository)
    {
        await gitHub.ResetAsync();
        folder.Write("app.pem", gitHub.PrivateKey);
        folder.Write("secret", Secret + "\n");
        foreach (var file in new[] { "app.pem", "secret" }) File.SetUnixFileMode(folder[file], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var secrets = more.Length > 0 ? $", webhook-secret-files: [{folder["secret"]}]" : "";
        folder.Write("reliably-server.yaml", $"data: {folder["data"]}\nrunner: native\n{more}github: {{ api-url: \"{gitHub.Url}\", app-id: {GitHubEmulator.AppId}, key: {folder["app.pem"]}{secrets} }}\nrepositories:\n- app: {repository}\n");
    }

    private async Task ShouldHoldTheContractAsync() => (await gitHub.ContractAsync()).ShouldBe("[]");

    private Task<ReliablyRun> RunAsync(params string[] arguments) => ReliablyDriver.RunInAsync(folder.Path, ["doctor", .. arguments]);
}
