namespace Reliably.GitOps.Webhooks;

/// <summary>
/// What is kept of a delivery: that something may have happened, and where. Nothing in it is believed; whoever acts on it asks GitHub for
/// the state (PR-BOT: Event to effect). Source: https://docs.github.com/webhooks/webhook-events-and-payloads
/// </summary>
public sealed record WebhookDelivery
{
    /// <summary>GitHub's name of the delivery (<c>X-GitHub-Delivery</c>); a redelivery has the same.</summary>
    public required string Id { get; init; }

    /// <summary><c>X-GitHub-Event</c>: <c>pull_request</c>, <c>push</c>, <c>issue_comment</c>, …</summary>
    public required string Event { get; init; }

    /// <summary>The payload's <c>action</c>; null for events that have none.</summary>
    public string? Action { get; init; }

    public long? Installation { get; init; }

    /// <summary><c>owner/name</c>; null for events of an account.</summary>
    public string? Repository { get; init; }

    /// <summary>The number of the pull request or issue that it is about.</summary>
    public int? Number { get; init; }

    /// <summary>The comment, check run or check suite that it is about.</summary>
    public long? Subject { get; init; }

    /// <summary>True where a bot did it, null where a person did or nobody says.</summary>
    public bool? ByBot { get; init; }

    /// <summary>For a push, the branch or tag in full: <c>refs/heads/main</c>.</summary>
    public string? Ref { get; init; }

    /// <summary>The head that it speaks of: of the pull request, push, check or merge group.</summary>
    public string? Head { get; init; }
}
