namespace Reliably.GitOps.Webhooks;

/// <summary>A pull request, as the place that deliveries are about.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Installation">The App's installation there; null with a personal token.</param>
/// <param name="Number">Its number.</param>
internal sealed record PullRequestLane(string Repository, long? Installation, int Number)
{
    /// <summary>The pull request that a delivery asks to look at; null where it asks for nothing of the kind.</summary>
    public static PullRequestLane? Of(WebhookDelivery delivery) => delivery switch
    {
        { Event: "pull_request", Action: "opened" or "synchronize" or "reopened" or "edited" or "ready_for_review" or "converted_to_draft", Repository: { } repository, Number: { } number } =>
            new(repository, delivery.Installation, number),
        _ => null,
    };
}
