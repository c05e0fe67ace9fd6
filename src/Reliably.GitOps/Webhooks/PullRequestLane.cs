using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Webhooks;

/// <summary>What deliveries are about: a pull request (or an issue), a repository as a whole, or all of them.</summary>
/// <param name="Repository"><c>owner/name</c>; null for every watched repository.</param>
/// <param name="Number">The number of the pull request or issue; null for the repository as a whole.</param>
internal sealed record PullRequestLane(string? Repository, int? Number)
{
    /// <summary>Where a delivery asks somebody to look; null where it asks for nothing of the kind.</summary>
    public static PullRequestLane? Of(WebhookDelivery delivery) => delivery switch
    {
        { Event: "pull_request", Action: "opened" or "synchronize" or "reopened" or "edited" or "ready_for_review" or "converted_to_draft", Repository: { } repository, Number: { } number } =>
            new(repository, number),
        { Event: "pull_request", Action: "closed", Repository: { } repository } => new(repository, null), // others may share its head, and with it its check
        { Event: "issue_comment", Action: "created", ByBot: true } => null, // no bot is listened to, and we are one ourselves
        { Event: "issue_comment", Action: "created" or "deleted", Repository: { } repository, Number: { } number } => new(repository, number),
        { Event: "issues", Action: "opened" or "reopened", Repository: { } repository, Number: { } number } => new(repository, number),
        { Event: "push" or "merge_group", Repository: { } repository } => new(repository, null),
        { Event: "check_run", Action: "rerequested" or "requested_action", Repository: { } repository } => new(repository, null),
        { Event: "check_suite", Action: "rerequested", Repository: { } repository } => new(repository, null),
        { Event: "installation" or "installation_repositories" or "installation_target" } => new(null, null),
        _ => null,
    };

    /// <summary>What deliveries about a repository ask to look at.</summary>
    public static RepositoryHints Hints(IEnumerable<WebhookDelivery> deliveries)
    {
        var all = deliveries.ToList();
        return new()
        {
            Pushed = all.Exists(static one => one.Event == "push"),
            Again = [.. all.Where(static one => one is { Event: "check_run" or "check_suite", Head: not null }).Select(static one => new CheckHint(one.Head!, one.Event == "check_run" ? one.Subject : null)).Distinct()],
        };
    }

    public override string ToString() => this switch
    {
        { Number: { } number } => $"Pull request {Repository}#{number}",
        { Repository: { } repository } => repository,
        _ => "The watched repositories",
    };
}
