using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Configuration;

public class ServerConfigurationReaderTests
{
    [Fact]
    public void Reads_what_each_repository_may_use()
    {
        var configuration = Read("""
            data: /var/lib/reliably
            listen: {private: "127.0.0.1:8090"}
            poll-interval: 10s
            runner: native
            repositories:
            - url: /srv/shop.git
              branch: trunk
              credentials: /run/secrets/git
              grants: {deployments: [local], secrets: {env: ["STAGING_*"], files: [/run/secrets/chaos/]}}
            - url: /srv/other.git
            """).Configuration!;
        configuration.PollInterval.ShouldBe(TimeSpan.FromSeconds(10));
        configuration.Runner.ShouldBe(RunnerChoice.Native);
        configuration.PrivateListen.ShouldBe("127.0.0.1:8090");
        var shop = configuration.Repositories[0];
        (shop.Url, shop.Branch, shop.CredentialsFile).ShouldBe(("/srv/shop.git", "trunk", "/run/secrets/git"));
        shop.Grants.Deployments.ShouldBe(["local"]);
        shop.Grants.SecretVariables.ShouldBe(["STAGING_*"]);
        shop.Grants.SecretFiles.ShouldBe(["/run/secrets/chaos/"]);
        configuration.Repositories[1].Grants.Deployments.ShouldBeEmpty();
    }

    [Fact]
    public void Reads_where_pull_requests_may_run()
    {
        var configuration = Read("""
            data: /d
            repositories:
            - url: /srv/shop.git
              grants: {deployments: [local, sandbox], pull-requests: {deployments: [deployments/sandbox.yaml, local]}}
            - url: /srv/other.git
              grants: {deployments: [local]}
            """).Configuration!;
        configuration.Repositories[0].Grants.PullRequestDeployments.ShouldBe(["sandbox", "local"]);
        configuration.Repositories[1].Grants.PullRequestDeployments.ShouldBeEmpty();
    }

    [Fact]
    public void Reads_who_the_service_is_on_GitHub()
    {
        var configuration = Read("""
            data: /d
            listen: {public: "0.0.0.0:8443"}
            public-url: https://reliably.example.com
            github: {app-id: 12345, key: /run/secrets/app.pem, webhook-secret-files: [/run/secrets/webhook]}
            repositories: [{app: acme/shop-chaos, branch: trunk}]
            """).Configuration!;
        (configuration.PublicListen, configuration.PublicUrl).ShouldBe(("0.0.0.0:8443", "https://reliably.example.com"));
        var gitHub = configuration.GitHub!;
        (gitHub.AppId, gitHub.KeyFile, gitHub.ApiUrl).ShouldBe((12345, "/run/secrets/app.pem", "https://api.github.com"));
        gitHub.SecretFiles.ShouldBe(["/run/secrets/app.pem", "/run/secrets/webhook"]);
        var shop = configuration.Repositories.ShouldHaveSingleItem();
        (shop.App, shop.Url, shop.Branch).ShouldBe(("acme/shop-chaos", "https://github.com/acme/shop-chaos.git", "trunk"));
    }

    [Fact]
    public void An_Enterprise_server_has_its_repositories_beside_its_API()
    {
        var configuration = Read("data: /d\ngithub: {api-url: \"https://github.example.com/api/v3\", token: /t}\nrepositories: [{app: acme/shop}]\n").Configuration!;
        configuration.Repositories.Single().Url.ShouldBe("https://github.example.com/acme/shop.git");
    }

    [Fact]
    public void The_key_of_the_App_is_never_a_secret_of_a_repository() =>
        Read("data: /d\ngithub: {app-id: 1, key: /run/secrets/app.pem}\nrepositories:\n- {app: acme/shop, grants: {secrets: {files: [/run/secrets/]}}}\n")
            .Diagnostics.ShouldContain(static finding => finding.Code == "RLY2642");

    [Fact]
    public void Variables_override_who_the_service_is()
    {
        var reading = Read(
            "data: /d\ngithub: {app-id: 1, key: /old}\nrepositories: [{app: acme/shop}]\n",
            ("RELIABLY_GITHUB_APP_ID", "2"), ("RELIABLY_GITHUB_KEY", "/new"), ("RELIABLY_LISTEN_PUBLIC", "127.0.0.1:0"), ("RELIABLY_REPOSITORIES_0_APP", "acme/other"));
        reading.Diagnostics.Select(static finding => finding.Code).ShouldBe(["RLY2134"]);
        reading = Read("data: /d\ngithub: {app-id: 1, key: /old}\nrepositories: [{app: acme/shop}]\n", ("RELIABLY_GITHUB_APP_ID", "2"), ("RELIABLY_GITHUB_KEY", "/new"), ("RELIABLY_REPOSITORIES_0_APP", "acme/other"));
        (reading.Configuration!.GitHub!.AppId, reading.Configuration.GitHub.KeyFile, reading.Configuration.Repositories[0].App).ShouldBe((2, "/new", "acme/other"));
    }

    [Fact]
    public void Variables_override_single_values()
    {
        var reading = Read(
            "data: /d\nrepositories:\n- url: /a\n",
            ("RELIABLY_DATA", "/elsewhere"), ("RELIABLY_POLL_INTERVAL", "5s"), ("RELIABLY_LISTEN_PRIVATE", "[::1]:80"), ("RELIABLY_REPOSITORIES_0_BRANCH", "dev"),
            ("RELIABLY_REPOSITORIES_1_URL", "/b"));
        reading.Diagnostics.ShouldBeEmpty();
        var configuration = reading.Configuration!;
        (configuration.Data, configuration.PollInterval, configuration.PrivateListen).ShouldBe(("/elsewhere", TimeSpan.FromSeconds(5), "[::1]:80"));
        configuration.Repositories.Select(static one => one.Url + " " + one.Branch).ShouldBe(["/a dev", "/b main"]);
    }

    [Fact]
    public void A_variable_that_nearly_has_a_name_that_counts_is_told()
    {
        var reading = Read("data: /d\nrepositories: []\n", ("RELIABLY_DTA", "/x"), ("RELIABLY_PARAM_REPLICAS", "3"), ("RELIABLY_SECRETS", "/y"));
        var finding = reading.Diagnostics.ShouldHaveSingleItem();
        (finding.Code, finding.Hint).ShouldBe(("RLY2705", "Did you mean RELIABLY_DATA?"));
        reading.Configuration.ShouldNotBeNull();
    }

    [Fact]
    public void A_wrong_value_of_a_variable_is_found_like_one_of_the_file()
    {
        var reading = Read("data: /d\nrepositories: []\n", ("RELIABLY_POLL_INTERVAL", "soon"));
        reading.Configuration.ShouldBeNull();
        var found = reading.Diagnostics.ShouldHaveSingleItem();
        (found.Code, found.Location.ToString(), found.Pointer).ShouldBe(("RLY2105", "$RELIABLY_POLL_INTERVAL", "/poll-interval"));
    }

    [Fact]
    public void Reads_what_a_run_may_take_of_the_machine()
    {
        var limits = Read("data: /d\nlimits: {timeout: 4h, activity-timeout: 10m, rollback-timeout: 90s, output: 64KiB, journal: 2MiB, disk: 100MiB}\nrepositories: []\n").Configuration!.Limits;
        limits.ShouldBe(new()
        {
            Timeout = TimeSpan.FromHours(4),
            ActivityTimeout = TimeSpan.FromMinutes(10),
            RollbackTimeout = TimeSpan.FromSeconds(90),
            Output = 64 << 10,
            Outputs = 4 << 20,
            Journal = 2 << 20,
            Disk = 100 << 20,
        });
        Read("data: /d\nrepositories: []\n").Configuration!.Limits.ShouldBe(RunLimits.OfService);
    }

    [Fact]
    public void Variables_override_limits_too()
    {
        var reading = Read("data: /d\nlimits: {output: 64KiB}\nrepositories: []\n", ("RELIABLY_LIMITS_DISK", "5MiB"), ("RELIABLY_LIMITS_ACTIVITY_TIMEOUT", "1m"));
        reading.Diagnostics.ShouldBeEmpty();
        var limits = reading.Configuration!.Limits;
        (limits.Output, limits.Disk, limits.ActivityTimeout).ShouldBe((64 << 10, 5L << 20, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("output: 100MiB", "RLY2107")]
    [InlineData("output: 12B", "RLY2107")]
    [InlineData("journal: 21MiB", "RLY2107")]
    [InlineData("disk: 1KiB", "RLY2107")]
    [InlineData("timeout: 0s", "RLY2107")]
    [InlineData("disk: much", "RLY2106")]
    [InlineData("memory: 1MiB", "RLY2103")]
    public void A_limit_that_is_none_is_refused(string limit, string code)
    {
        var reading = Read($"data: /d\nlimits: {{{limit}}}\nrepositories: []\n");
        reading.Configuration.ShouldBeNull();
        reading.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    private static ServerConfigurationReading Read(string yaml, params (string Name, string Value)[] variables) => ServerConfigurationReader.Read(
        new RepositoryFile("reliably-server.yaml", Encoding.UTF8.GetBytes(yaml)),
        variables.ToImmutableDictionary(static one => one.Name, static one => one.Value));
}
