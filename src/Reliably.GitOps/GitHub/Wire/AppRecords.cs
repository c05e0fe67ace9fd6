using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Reliably.GitOps.GitHub.Wire;

/// <summary>The App as it is set up: https://docs.github.com/rest/apps/apps#get-the-authenticated-app</summary>
public sealed record AppSetUp(long Id, string Slug, string? HtmlUrl, ImmutableSortedDictionary<string, string>? Permissions, ImmutableArray<string>? Events);

/// <summary>An installation with what its owner accepted: https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app</summary>
public sealed record InstallationSetUp(long Id, string? HtmlUrl, DateTimeOffset? SuspendedAt, ImmutableSortedDictionary<string, string>? Permissions, ImmutableArray<string>? Events);

/// <summary>The App's webhook: https://docs.github.com/rest/apps/webhooks#get-a-webhook-configuration-for-an-app</summary>
/// <param name="Url">Where it delivers to.</param>
/// <param name="ContentType"><c>json</c> or <c>form</c>.</param>
/// <param name="Secret">Stars where there is one.</param>
/// <param name="InsecureSsl"><c>"1"</c> (or 1) where the certificate is not looked at.</param>
public sealed record HookSetUp(string? Url, string? ContentType, string? Secret, System.Text.Json.JsonElement? InsecureSsl);

/// <summary>A delivery: https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook</summary>
public sealed record HookDelivery(DateTimeOffset DeliveredAt, string? Status, int StatusCode, [property: JsonPropertyName("event")] string Name, string? Action);

/// <summary>What we may do in a repository.</summary>
public sealed record RepositoryRights(bool Push);

/// <summary>A repository: https://docs.github.com/rest/repos/repos#get-a-repository</summary>
public sealed record RepositorySetUp(string FullName, bool Archived, RepositoryRights? Permissions);

/// <summary>Checks that a branch asks for.</summary>
/// <param name="EnforcementLevel"><c>off</c>, <c>non_admins</c> or <c>everyone</c>.</param>
/// <param name="Contexts">Their names.</param>
public sealed record RequiredChecks(string? EnforcementLevel, ImmutableArray<string>? Contexts);

/// <summary>How a branch is protected.</summary>
public sealed record BranchProtection(bool? Enabled, RequiredChecks? RequiredStatusChecks);

/// <summary>A branch: https://docs.github.com/rest/branches/branches#get-a-branch</summary>
public sealed record BranchSetUp(string Name, [property: JsonPropertyName("protected")] bool IsProtected, BranchProtection? Protection);

/// <summary>A rule in force on a branch: https://docs.github.com/rest/repos/rules#get-rules-for-a-branch</summary>
public sealed record RuleSetUp(string Type, long RulesetId);

/// <summary>A ruleset: https://docs.github.com/rest/repos/rules#get-a-repository-ruleset</summary>
/// <param name="Name">Its name.</param>
/// <param name="CurrentUserCanBypass"><c>always</c>, <c>exempt</c>, <c>pull_requests_only</c> or <c>never</c>.</param>
public sealed record RulesetSetUp(string Name, string? CurrentUserCanBypass);

/// <summary>A file's content: https://docs.github.com/rest/repos/contents#get-repository-content</summary>
public sealed record FileContent(string? Content, string? Encoding);

/// <summary>How the API writes these names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppSetUp))]
[JsonSerializable(typeof(InstallationSetUp))]
[JsonSerializable(typeof(HookSetUp))]
[JsonSerializable(typeof(ImmutableArray<HookDelivery>))]
[JsonSerializable(typeof(RepositorySetUp))]
[JsonSerializable(typeof(BranchSetUp))]
[JsonSerializable(typeof(ImmutableArray<RuleSetUp>))]
[JsonSerializable(typeof(RulesetSetUp))]
[JsonSerializable(typeof(FileContent))]
[JsonSerializable(typeof(Account))]
internal sealed partial class SetUpJson : JsonSerializerContext;
