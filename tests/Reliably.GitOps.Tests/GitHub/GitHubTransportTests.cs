using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.GitHub;

public sealed class GitHubTransportTests : IDisposable
{
    private const string Pull = "GET repos/acme/shop/pulls/7";
    private const string Comments = "GET repos/acme/shop/issues/7/comments?per_page=100";
    private const string Write = "POST repos/acme/shop/issues/7/comments";
    private const string PullRequest = """{"number":7,"state":"open","title":"t","draft":false,"user":{"login":"ada","id":1},"head":{"ref":"x","sha":"abc","repo":null},"base":{"ref":"main","sha":"def","repo":null}}""";
    private const string Comment = """{"id":5,"body":"hello","user":{"login":"reliably[bot]","id":2,"type":"Bot"},"created_at":"2026-11-22T08:00:00Z","updated_at":"2026-11-22T08:00:00Z"}""";

    private readonly GitHubStub gitHub = new();

    public void Dispose() => gitHub.Dispose();

    [Fact]
    public async Task Shows_the_App_for_a_token_and_the_token_for_the_rest()
    {
        gitHub.WithToken().Answers(Pull, 200, PullRequest);
        var pull = await gitHub.Repository().PullRequestAsync(7, default);
        pull.Head.Sha.ShouldBe("abc");
        gitHub.Sent.Select(static one => one.Request).ShouldBe(["POST app/installations/100/access_tokens", Pull]);
        gitHub.Sent[1].Authorization.ShouldBe("Bearer " + GitHubStub.Token);
        var parts = gitHub.Sent[0].Authorization!["Bearer ".Length..].Split('.');
        using var key = RSA.Create();
        key.ImportFromPem(gitHub.PublicKey);
        key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        ((string?)claims["iss"]).ShouldBe("12345");
        ((long)claims["exp"]! - (long)claims["iat"]!).ShouldBeLessThanOrEqualTo(600);
    }

    [Fact]
    public async Task Makes_one_token_for_all_who_ask_and_another_before_it_ends()
    {
        gitHub.WithToken().Answers(Pull, 200, PullRequest);
        var repository = gitHub.Repository();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => repository.PullRequestAsync(7, default)));
        gitHub.Requests.Count(static one => one.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
        gitHub.Clock.Advance(TimeSpan.FromMinutes(51));
        await repository.PullRequestAsync(7, default);
        gitHub.Requests.Count(static one => one.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_was_withdrawn_is_replaced()
    {
        gitHub.WithToken("ghs_first").WithToken("ghs_second").Answers(Pull, 401, """{"message":"Bad credentials"}""").Answers(Pull, 200, PullRequest);
        await gitHub.PassTimeAsync(gitHub.Repository().PullRequestAsync(7, default));
        gitHub.Sent[^1].Authorization.ShouldBe("Bearer ghs_second");
    }

    [Theory]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""", null, null, GitHubFailure.Forbidden, null)]
    [InlineData(403, """{"message":"You have exceeded a secondary rate limit"}""", null, null, GitHubFailure.Limited, 60)]
    [InlineData(403, """{"message":"API rate limit exceeded"}""", "x-ratelimit-reset", "1795338600", GitHubFailure.Limited, 600)]
    [InlineData(429, "", "Retry-After", "120", GitHubFailure.Limited, 120)]
    [InlineData(429, "", "Retry-After", "999999999", GitHubFailure.Limited, 3900)]
    [InlineData(403, "<html>", null, null, GitHubFailure.Forbidden, null)]
    [InlineData(422, """{"message":"Validation Failed"}""", null, null, GitHubFailure.Refused, null)]
    [InlineData(410, """{"message":"Issues are disabled"}""", null, null, GitHubFailure.NotFound, null)]
    public async Task Tells_limits_permissions_and_absence_apart(int status, string body, string? header, string? value, GitHubFailure expected, int? seconds)
    {
        (string, string)[] headers = header is null ? [] : [(header, value!), ("x-ratelimit-remaining", "0")];
        gitHub.WithToken().Answers(Comments, status, body, headers);
        var failure = await Should.ThrowAsync<GitHubException>(() => gitHub.Repository().CommentsAsync(7, default));
        failure.Failure.ShouldBe(expected);
        (failure.Until - gitHub.Clock.GetUtcNow())?.TotalSeconds.ShouldBe(seconds!.Value);
        (failure.Until is null).ShouldBe(seconds is null);
        failure.ToString().ShouldNotContain(GitHubStub.Token);
    }

    [Fact]
    public async Task Nothing_is_sent_while_a_limit_lasts()
    {
        gitHub.WithToken().Answers(Comments, 429, "", ("Retry-After", "60")).Answers(Comments, 200, "[]");
        var repository = gitHub.Repository();
        await Should.ThrowAsync<GitHubException>(() => repository.CommentsAsync(7, default));
        var sent = gitHub.Sent.Count;
        (await Should.ThrowAsync<GitHubException>(() => repository.WriteCommentAsync(7, "x", default))).Failure.ShouldBe(GitHubFailure.Limited);
        gitHub.Sent.Count.ShouldBe(sent);
        gitHub.Clock.Advance(TimeSpan.FromSeconds(61));
        (await repository.CommentsAsync(7, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_short_limit_is_waited_for()
    {
        gitHub.WithToken().Answers(Comments, 429, "", ("Retry-After", "3")).Answers(Comments, 200, "[]");
        (await gitHub.PassTimeAsync(gitHub.Repository().CommentsAsync(7, default))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_event_spoke_of_is_asked_for_again_when_it_is_not_there_yet()
    {
        gitHub.WithToken().Answers(Pull, 404, "{}").Answers(Pull, 200, PullRequest);
        (await gitHub.PassTimeAsync(gitHub.Repository().PullRequestAsync(7, default))).Number.ShouldBe(7);
    }

    [Fact]
    public async Task What_only_reads_or_replaces_is_tried_again_after_a_failure()
    {
        gitHub.WithToken().Answers(Comments, 502, "").Fails(Comments).Answers(Comments, 200, $"[{Comment}]")
            .Answers("PATCH repos/acme/shop/issues/comments/5", 503, "").Answers("PATCH repos/acme/shop/issues/comments/5", 200, Comment);
        var repository = gitHub.Repository();
        (await gitHub.PassTimeAsync(repository.CommentsAsync(7, default))).ShouldHaveSingleItem().Body.ShouldBe("hello");
        (await gitHub.PassTimeAsync(repository.ChangeCommentAsync(5, "x", default))).Id.ShouldBe(5);
    }

    [Fact]
    public async Task A_write_that_may_have_happened_is_not_done_twice()
    {
        gitHub.WithToken().Answers(Write, 502, "").Answers(Write, 201, Comment);
        (await Should.ThrowAsync<GitHubException>(() => gitHub.Repository().WriteCommentAsync(7, "x", default))).Failure.ShouldBe(GitHubFailure.Unreachable);
        gitHub.Requests.Count(static one => one == Write).ShouldBe(1);
    }

    [Fact]
    public async Task Follows_pages_on_GitHub_alone()
    {
        gitHub.WithToken()
            .Answers(Comments, 200, $"[{Comment}]", ("Link", "<https://api.github.com/repositories/1/issues/7/comments?page=2>; rel=\"next\", <https://api.github.com/x>; rel=\"last\""))
            .Answers("GET repositories/1/issues/7/comments?page=2", 200, $"[{Comment},{Comment}]", ("Link", "<https://evil.example/steal>; rel=\"next\""));
        var failure = await Should.ThrowAsync<GitHubException>(() => gitHub.Repository().CommentsAsync(7, default));
        failure.Message.ShouldContain("another machine");
        gitHub.Requests.ShouldNotContain(static one => one.Contains("steal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_once()
    {
        gitHub.WithToken().Answers(Comments, 301, "", ("Location", "https://api.github.com/repositories/1/issues/7/comments")).Answers("GET repositories/1/issues/7/comments", 200, "[]");
        (await gitHub.Repository().CommentsAsync(7, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task What_writes_to_a_renamed_repository_is_repeated_there_as_it_is(int status)
    {
        gitHub.WithToken().Answers(Write, status, "", ("Location", "https://api.github.com/repositories/1/issues/7/comments")).Answers("POST repositories/1/issues/7/comments", 201, Comment);
        (await gitHub.Repository().WriteCommentAsync(7, "hello", default)).Id.ShouldBe(5);
        gitHub.Bodies[^1].ShouldBe("""{"body":"hello"}""");
        gitHub.Bodies[^1].ShouldBe(gitHub.Bodies[^2]);
    }

    [Theory]
    [InlineData("https://evil.example/repositories/1/issues/7/comments")]
    [InlineData("http://api.github.com/repositories/1/issues/7/comments")]
    [InlineData("https://api.github.com.evil.example/x")]
    [InlineData("https://api.github.com@evil.example/x")]
    [InlineData("//evil.example/x")]
    public async Task Nobody_is_followed_to_another_machine(string location)
    {
        gitHub.WithToken().Answers(Comments, 301, "", ("Location", location)).Answers(Write, 307, "", ("Location", location));
        var repository = gitHub.Repository();
        (await Should.ThrowAsync<GitHubException>(() => repository.CommentsAsync(7, default))).Message.ShouldContain("another machine");
        (await Should.ThrowAsync<GitHubException>(() => repository.WriteCommentAsync(7, "x", default))).Message.ShouldContain("another machine");
        gitHub.Requests.Count().ShouldBe(3); // a token, and the two that were led away
    }

    [Fact]
    public async Task A_redirect_that_leads_to_another_one_ends_there()
    {
        gitHub.WithToken().Answers(Comments, 301, "", ("Location", "/repositories/1/issues/7/comments")).Answers("GET repositories/1/issues/7/comments", 301, "", ("Location", "/repositories/1/issues/7/comments"));
        (await Should.ThrowAsync<GitHubException>(() => gitHub.Repository().CommentsAsync(7, default))).Failure.ShouldBe(GitHubFailure.Refused);
        gitHub.Requests.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Little_that_is_left_of_a_limit_is_told_once_and_nothing_more_is_asked_once_it_is_used_up()
    {
        var reset = gitHub.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var left in new[] { "600", "500", "2", "0" })
            gitHub.WithToken().Answers(Comments, 200, "[]", ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", left), ("x-ratelimit-reset", reset));
        var told = new List<string>();
        using var client = gitHub.Client();
        client.Told = told.Add;
        var repository = client.Repository("acme/shop", 100);
        await repository.CommentsAsync(7, default);
        told.ShouldBeEmpty();
        await repository.CommentsAsync(7, default);
        told.ShouldBe(["GitHub's limit is nearly used up: 500 of 5000 requests are left until 09:10:00 UTC. When none is left, looks wait until then."]);
        await repository.CommentsAsync(7, default);
        told.Count.ShouldBe(1);
        await repository.CommentsAsync(7, default);
        told[^1].ShouldStartWith("GitHub's limit is used up (5000 requests an hour): nothing is asked until 09:10:00 UTC.");
        var failure = await Should.ThrowAsync<GitHubException>(() => repository.CommentsAsync(7, default));
        (failure.Failure, failure.Until?.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((GitHubFailure.Limited, reset));
        gitHub.Requests.Count(static one => one == Comments).ShouldBe(4);
        gitHub.Clock.Advance(TimeSpan.FromMinutes(10));
        await repository.CommentsAsync(7, default);
        told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_unchanged_answer_is_not_paid_for()
    {
        gitHub.WithToken().Answers(Comments, 200, $"[{Comment}]", ("ETag", "W/\"one\"")).Answers(Comments, 304, "");
        var repository = gitHub.Repository();
        var first = await repository.CommentsAsync(7, default);
        (await repository.CommentsAsync(7, default)).ShouldBe(first);
        gitHub.Sent[^1].IfNoneMatch.ShouldBe("\"one\"");
    }

    [Fact]
    public async Task The_end_of_its_patience_that_comes_as_the_answer_does_harms_nobody()
    {
        gitHub.WithToken().Answers(Pull, 200, PullRequest);
        var timers = new LateTimers();
        (await gitHub.Client(timers).Repository("acme/shop", 100).PullRequestAsync(7, default)).Number.ShouldBe(7);
        timers.Arrive().ShouldBeGreaterThanOrEqualTo(2, "one for the token, one for the pull request");
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("acme/shop/..")]
    [InlineData("acme/..")]
    [InlineData("acme/shop?x=1")]
    [InlineData("acme/shop%2f")]
    [InlineData("")]
    public void A_name_that_means_something_in_an_address_is_refused(string name) => Should.Throw<ArgumentException>(() => gitHub.Client().Repository(name, 100));

    [Theory]
    [InlineData("https://github.example.com/api/v3", "https://github.example.com/api/v3/", "https://github.example.com/")]
    [InlineData("http://127.0.0.1:4000", "http://127.0.0.1:4000/", "http://127.0.0.1:4000/")]
    [InlineData("https://api.github.com", "https://api.github.com/", "https://github.com/")]
    public void Knows_where_an_Enterprise_server_has_its_api(string api, string expectedApi, string expectedWeb)
    {
        var address = GitHubAddress.Of(api);
        address.Api.AbsoluteUri.ShouldBe(expectedApi);
        address.Web.AbsoluteUri.ShouldBe(expectedWeb);
    }

    [Theory]
    [InlineData("http://github.example.com/api/v3")]
    [InlineData("ftp://x")]
    [InlineData("github.com")]
    [InlineData("https://user:pass@github.example.com/")]
    public void An_address_that_would_give_the_token_away_is_refused(string api) => Should.Throw<CannotRunException>(() => GitHubAddress.Of(api));
}
