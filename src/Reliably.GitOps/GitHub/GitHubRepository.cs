using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.GitHub;

/// <summary>A repository on GitHub, as much of it as a review and its commands touch. Every method throws <see cref="GitHubException"/>.</summary>
internal sealed class GitHubRepository
{
    private readonly GitHubTransport transport;
    private readonly string root;
    private readonly long? installation;

    public GitHubRepository(GitHubTransport transport, string fullName, long? installation)
    {
        this.transport = transport;
        this.installation = installation;
        FullName = fullName;
        root = "repos/" + fullName;
    }

    /// <summary><c>owner/name</c>.</summary>
    public string FullName { get; }

    /// <summary>The App's installation there; null with a personal token.</summary>
    public long? Installation => installation;

    /// <summary>A token for git: good for this repository, and for less than an hour.</summary>
    public ValueTask<string> TokenAsync(CancellationToken stop) => transport.TokenAsync(installation, stop);

    public Task<Repository> GetAsync(CancellationToken stop) => GetAsync(root, GitHubJson.Default.Repository, stop);

    /// <summary>A pull request an event just spoke of, or one that is known.</summary>
    public Task<PullRequest> PullRequestAsync(int number, CancellationToken stop) => GetAsync($"{root}/pulls/{Of(number)}", GitHubJson.Default.PullRequest, stop, justHappened: true);

    /// <summary>A pull request that has been there for a while: where it is not found, it is none.</summary>
    public Task<PullRequest> KnownPullRequestAsync(int number, CancellationToken stop) => GetAsync($"{root}/pulls/{Of(number)}", GitHubJson.Default.PullRequest, stop);

    public Task<ImmutableArray<PullRequest>> OpenPullRequestsAsync(CancellationToken stop) =>
        PagesAsync($"{root}/pulls?state=open&per_page=100", GitHubJson.Default.ImmutableArrayPullRequest, static page => page, stop);

    /// <summary>The pull requests, open and closed, from a branch of this repository itself.</summary>
    public Task<ImmutableArray<PullRequest>> PullRequestsFromAsync(string branch, CancellationToken stop) =>
        PagesAsync($"{root}/pulls?state=all&head={Escaped(FullName.Split('/')[0] + ":" + branch)}&per_page=100", GitHubJson.Default.ImmutableArrayPullRequest, static page => page, stop);

    public Task<PullRequest> OpenPullRequestAsync(PullRequestDraft draft, CancellationToken stop) =>
        WriteAsync(HttpMethod.Post, $"{root}/pulls", draft, GitHubJson.Default.PullRequestDraft, GitHubJson.Default.PullRequest, stop);

    /// <summary>An account, of whatever kind.</summary>
    public Task<Account> AccountAsync(string login, CancellationToken stop) => GetAsync($"users/{Escaped(login)}", GitHubJson.Default.Account, stop);

    public Task<ImmutableArray<Comment>> CommentsAsync(int number, CancellationToken stop) =>
        PagesAsync($"{root}/issues/{Of(number)}/comments?per_page=100", GitHubJson.Default.ImmutableArrayComment, static page => page, stop);

    /// <summary>Comments of all pull requests and issues that were written or changed since a moment.</summary>
    public Task<ImmutableArray<Comment>> CommentsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        PagesAsync(string.Create(CultureInfo.InvariantCulture, $"{root}/issues/comments?since={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}&per_page=100"), GitHubJson.Default.ImmutableArrayComment, static page => page, stop);

    public Task<Comment> CommentAsync(long id, CancellationToken stop) => GetAsync($"{root}/issues/comments/{Of(id)}", GitHubJson.Default.Comment, stop, justHappened: true);

    /// <summary>When the branch of a pull request was last moved to another history; null where it never was.</summary>
    public async Task<DateTimeOffset?> ForcePushedAsync(int number, CancellationToken stop) =>
        (await PagesAsync($"{root}/issues/{Of(number)}/events?per_page=100", GitHubJson.Default.ImmutableArrayIssueEvent, static page => page, stop))
            .Where(static one => one.Event == "head_ref_force_pushed").Max(static one => (DateTimeOffset?)one.CreatedAt);

    public Task<Comment> WriteCommentAsync(int number, string body, CancellationToken stop) =>
        WriteAsync(HttpMethod.Post, $"{root}/issues/{Of(number)}/comments", new CommentDraft(body), GitHubJson.Default.CommentDraft, GitHubJson.Default.Comment, stop);

    public Task<Comment> ChangeCommentAsync(long id, string body, CancellationToken stop) =>
        WriteAsync(HttpMethod.Patch, $"{root}/issues/comments/{Of(id)}", new CommentDraft(body), GitHubJson.Default.CommentDraft, GitHubJson.Default.Comment, stop);

    public Task ReactAsync(long comment, string content, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"{root}/issues/comments/{Of(comment)}/reactions", new(content), GitHubJson.Default.ReactionDraft, stop);

    public Task<ImmutableArray<Reaction>> ReactionsAsync(long comment, CancellationToken stop) =>
        PagesAsync($"{root}/issues/comments/{Of(comment)}/reactions?per_page=100", GitHubJson.Default.ImmutableArrayReaction, static page => page, stop);

    /// <summary>What a person may do now. Somebody who is nobody there may read what is public, and nothing else.</summary>
    public Task<Permission> PermissionAsync(string login, CancellationToken stop) => GetAsync($"{root}/collaborators/{Escaped(login)}/permission", GitHubJson.Default.Permission, stop);

    public Task<ImmutableArray<CheckRun>> CheckRunsAsync(string commit, string name, CancellationToken stop) =>
        PagesAsync($"{root}/commits/{Escaped(commit)}/check-runs?check_name={Escaped(name)}&filter=all&per_page=100", GitHubJson.Default.CheckRunPage, static page => page.CheckRuns, stop);

    public Task<CheckRun> CreateCheckRunAsync(CheckRunDraft draft, CancellationToken stop) =>
        WriteAsync(HttpMethod.Post, $"{root}/check-runs", draft, GitHubJson.Default.CheckRunDraft, GitHubJson.Default.CheckRun, stop);

    public Task<CheckRun> ChangeCheckRunAsync(long id, CheckRunDraft draft, CancellationToken stop) =>
        WriteAsync(HttpMethod.Patch, $"{root}/check-runs/{Of(id)}", draft, GitHubJson.Default.CheckRunDraft, GitHubJson.Default.CheckRun, stop, adds: draft.Output?.Annotations is not null);

    public Task<ImmutableArray<CheckAnnotation>> AnnotationsAsync(long id, CancellationToken stop) =>
        PagesAsync($"{root}/check-runs/{Of(id)}/annotations?per_page=100", GitHubJson.Default.ImmutableArrayCheckAnnotation, static page => page, stop);

    public Task SetStatusAsync(string commit, CommitStatus status, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"{root}/statuses/{Escaped(commit)}", status, GitHubJson.Default.CommitStatus, stop);

    /// <summary>The commit statuses of a commit, newest first.</summary>
    public Task<ImmutableArray<PostedCommitStatus>> StatusesAsync(string commit, CancellationToken stop) =>
        PagesAsync($"{root}/commits/{Escaped(commit)}/statuses?per_page=100", GitHubJson.Default.ImmutableArrayPostedCommitStatus, static page => page, stop);

    public Task<ImmutableArray<PostedPullReview>> ReviewsAsync(int number, CancellationToken stop) =>
        PagesAsync($"{root}/pulls/{Of(number)}/reviews?per_page=100", GitHubJson.Default.ImmutableArrayPostedPullReview, static page => page, stop);

    public Task<ImmutableArray<PostedReviewComment>> ReviewCommentsAsync(int number, CancellationToken stop) =>
        PagesAsync($"{root}/pulls/{Of(number)}/comments?per_page=100", GitHubJson.Default.ImmutableArrayPostedReviewComment, static page => page, stop);

    public Task ReviewAsync(int number, ReviewDraft draft, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"{root}/pulls/{Of(number)}/reviews", draft, GitHubJson.Default.ReviewDraft, stop);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop, bool justHappened = false) =>
        Read((await transport.SendAsync(new(HttpMethod.Get, path, installation) { JustHappened = justHappened }, stop)).Content.Span, type);

    private async Task<ImmutableArray<TItem>> PagesAsync<TPage, TItem>(string path, JsonTypeInfo<TPage> type, Func<TPage, ImmutableArray<TItem>> items, CancellationToken stop)
    {
        var all = ImmutableArray.CreateBuilder<TItem>();
        for (var next = path; next is not null;)
        {
            var answer = await transport.SendAsync(new(HttpMethod.Get, next, installation), stop);
            all.AddRange(items(Read(answer.Content.Span, type)));
            next = answer.Next;
        }

        return all.ToImmutable();
    }

    private async Task<TResult> WriteAsync<TBody, TResult>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResult> type, CancellationToken stop, bool adds = false) =>
        Read((await SendAsync(method, path, body, bodyType, stop, adds)).Content.Span, type);

    private Task<GitHubAnswer> SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken stop, bool adds = false) =>
        transport.SendAsync(new(method, path, installation) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), Adds = adds }, stop);

    private static T Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new GitHubException(GitHubFailure.Unreachable, "GitHub answered with nothing.");
        }
        catch (JsonException exception)
        {
            throw new GitHubException(GitHubFailure.Unreachable, $"GitHub's answer cannot be read: {exception.Message}", exception);
        }
    }

    private static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
