using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Reliably.GitOps.GitHub.Wire;

/// <summary>A token of an installation: https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app</summary>
public sealed record AccessToken(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>A token never gets into a log by way of its record.</summary>
    public override string ToString() => nameof(AccessToken);
}

/// <summary>An account: of a person, an organization or a bot.</summary>
public sealed record Account(string Login, long Id, string? Type = null);

/// <summary>An installation of the App: https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app</summary>
public sealed record Installation(long Id, Account? Account, DateTimeOffset? SuspendedAt);

/// <summary>The App itself: https://docs.github.com/rest/apps/apps#get-the-authenticated-app</summary>
public sealed record AppIdentity(long Id, string Slug, string Name);

/// <summary>A repository: https://docs.github.com/rest/repos/repos#get-a-repository</summary>
public sealed record Repository(long Id, string FullName, string DefaultBranch, bool Private, bool Archived);

/// <summary>One end of a pull request.</summary>
public sealed record PullRequestEnd(string Ref, string Sha, Repository? Repo);

/// <summary>A pull request: https://docs.github.com/rest/pulls/pulls#get-a-pull-request</summary>
public sealed record PullRequest(int Number, string State, string Title, bool Draft, Account? User, PullRequestEnd Head, PullRequestEnd Base, bool Merged = false, string? HtmlUrl = null, DateTimeOffset? MergedAt = null);

/// <summary>A pull request that is opened: https://docs.github.com/rest/pulls/pulls#create-a-pull-request</summary>
public sealed record PullRequestDraft(string Title, string Head, string Base, string Body);

/// <summary>A comment of an issue or pull request: https://docs.github.com/rest/issues/comments#list-issue-comments</summary>
public sealed record Comment(long Id, string? Body, Account? User, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? HtmlUrl = null, string? IssueUrl = null);

/// <summary>What a person may do: https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user</summary>
public sealed record Permission([property: JsonPropertyName("permission")] string Level, string? RoleName);

/// <summary>Where a check run shows a finding.</summary>
public sealed record CheckAnnotation(
    string Path, int StartLine, int EndLine, string AnnotationLevel, string Message, string? Title = null, int? StartColumn = null, int? EndColumn = null);

/// <summary>What a check run shows.</summary>
public sealed record CheckOutput(string Title, string Summary, string? Text = null, ImmutableArray<CheckAnnotation>? Annotations = null);

/// <summary>A check run that is made or changed: https://docs.github.com/rest/checks/runs#create-a-check-run</summary>
public sealed record CheckRunDraft
{
    public string? Name { get; init; }

    public string? HeadSha { get; init; }

    /// <summary><c>queued</c>, <c>in_progress</c> or <c>completed</c>.</summary>
    public string? Status { get; init; }

    /// <summary><c>success</c>, <c>neutral</c>, <c>failure</c>, <c>action_required</c>, …; only with <c>completed</c>.</summary>
    public string? Conclusion { get; init; }

    public string? ExternalId { get; init; }

    public string? DetailsUrl { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public CheckOutput? Output { get; init; }

    /// <summary>Buttons, three at most.</summary>
    public ImmutableArray<CheckAction>? Actions { get; init; }
}

/// <summary>A button of a check run.</summary>
/// <param name="Label">At most 20 characters.</param>
/// <param name="Description">At most 40 characters.</param>
/// <param name="Identifier">At most 20 characters; an event <c>check_run.requested_action</c> names it.</param>
public sealed record CheckAction(string Label, string Description, string Identifier);

/// <summary>What a check run's output looks like when it is read.</summary>
public sealed record CheckRunOutput(string? Title, string? Summary, int AnnotationsCount);

/// <summary>A check run as GitHub has it.</summary>
public sealed record CheckRun(long Id, string Name, string HeadSha, string Status, string? Conclusion, string? ExternalId, DateTimeOffset? CompletedAt, AppIdentity? App, CheckRunOutput? Output);

/// <summary>A page of check runs: https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference</summary>
public sealed record CheckRunPage(int TotalCount, ImmutableArray<CheckRun> CheckRuns);

/// <summary>A commit status: https://docs.github.com/rest/commits/statuses#create-a-commit-status</summary>
/// <param name="State"><c>error</c>, <c>failure</c>, <c>pending</c> or <c>success</c>.</param>
/// <param name="Context">Which check it is.</param>
/// <param name="Description">At most 140 characters.</param>
/// <param name="TargetUrl">Where more is to be read.</param>
public sealed record CommitStatus(string State, string Context, string? Description = null, string? TargetUrl = null);

/// <summary>A commit status as GitHub has it: https://docs.github.com/rest/commits/statuses#list-commit-statuses-for-a-reference</summary>
public sealed record PostedCommitStatus(long Id, string State, string? Context, string? Description, Account? Creator, DateTimeOffset? CreatedAt = null);

/// <summary>A comment that is written.</summary>
public sealed record CommentDraft(string Body);

/// <summary>A reaction: <c>eyes</c>, <c>+1</c>, <c>-1</c>, <c>rocket</c>, …: https://docs.github.com/rest/reactions/reactions</summary>
public sealed record ReactionDraft(string Content);

/// <summary>A reaction to a comment, and who gave it: https://docs.github.com/rest/reactions/reactions#list-reactions-for-an-issue-comment</summary>
public sealed record Reaction(long Id, string Content, Account? User);

/// <summary>Something that happened to an issue or a pull request: https://docs.github.com/rest/issues/events#list-issue-events</summary>
public sealed record IssueEvent(string Event, DateTimeOffset CreatedAt);

/// <summary>A comment of a review on lines: https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request</summary>
public sealed record ReviewCommentDraft(string Path, string Body, int Line, int? StartLine = null, string Side = "RIGHT", string? StartSide = null);

/// <summary>A review with comments on lines.</summary>
public sealed record ReviewDraft(string CommitId, string Body, ImmutableArray<ReviewCommentDraft> Comments, [property: JsonPropertyName("event")] string Verdict = "COMMENT");

/// <summary>A review as GitHub has it: https://docs.github.com/rest/pulls/reviews#list-reviews-for-a-pull-request</summary>
public sealed record PostedPullReview(long Id, Account? User, string? Body, string? State, string? CommitId);

/// <summary>A comment on lines as GitHub has it: https://docs.github.com/rest/pulls/comments#list-review-comments-on-a-pull-request</summary>
public sealed record PostedReviewComment(long Id, Account? User, string? Body, string? Path, int? Line = null, int? StartLine = null);

/// <summary>How the API writes its names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessToken))]
[JsonSerializable(typeof(AppIdentity))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(ImmutableArray<Installation>))]
[JsonSerializable(typeof(Repository))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(PullRequestDraft))]
[JsonSerializable(typeof(ImmutableArray<PullRequest>))]
[JsonSerializable(typeof(Comment))]
[JsonSerializable(typeof(ImmutableArray<Comment>))]
[JsonSerializable(typeof(Permission))]
[JsonSerializable(typeof(CheckRunDraft))]
[JsonSerializable(typeof(CheckRun))]
[JsonSerializable(typeof(CheckRunPage))]
[JsonSerializable(typeof(ImmutableArray<CheckAnnotation>))]
[JsonSerializable(typeof(CommitStatus))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ImmutableArray<PostedCommitStatus>))]
[JsonSerializable(typeof(ImmutableArray<PostedPullReview>))]
[JsonSerializable(typeof(ImmutableArray<PostedReviewComment>))]
[JsonSerializable(typeof(CommentDraft))]
[JsonSerializable(typeof(ReactionDraft))]
[JsonSerializable(typeof(ImmutableArray<IssueEvent>))]
[JsonSerializable(typeof(ImmutableArray<Reaction>))]
[JsonSerializable(typeof(ReviewDraft))]
internal sealed partial class GitHubJson : JsonSerializerContext;
