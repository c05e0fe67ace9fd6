using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Integrations;

/// <summary>Something a plan is connected to (<c>integrations/*.yaml</c>).</summary>
public abstract record Integration
{
    private Integration()
    {
    }

    public required Slug Slug { get; init; }

    /// <summary>Messages to a Slack channel.</summary>
    public sealed record Slack(string Channel) : Integration;

    /// <summary>A signed HTTP call for each event.</summary>
    public sealed record Webhook(string Url) : Integration;

    /// <summary>The assistant's analysis of an execution.</summary>
    public sealed record Assistant : Integration;

    /// <summary>A question asked before a run: an endpoint that answers <c>{"ok": true}</c>.</summary>
    public sealed record PreCheck(string Url) : Integration;

    /// <summary>The same question, asked at a frequency during the run; "no" stops it.</summary>
    public sealed record Safeguard(string Url, TimeSpan Frequency) : Integration;
}
