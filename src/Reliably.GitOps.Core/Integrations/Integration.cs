using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Guards;

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

    /// <summary>A question asked before a run; "no" refuses it.</summary>
    public sealed record PreCheck(GuardQuestion Question) : Integration;

    /// <summary>A question asked again and again during the run; "no" stops it, or holds it until the answer is "yes" again.</summary>
    /// <param name="Question">What is asked.</param>
    /// <param name="Frequency">Time between two questions.</param>
    /// <param name="Pauses"><c>then: pause</c>.</param>
    public sealed record Safeguard(GuardQuestion Question, TimeSpan Frequency, bool Pauses = false) : Integration;

    /// <summary>Holds the run at some places by itself.</summary>
    /// <param name="At">Where.</param>
    /// <param name="For">How long; null until somebody resumes.</param>
    public sealed record AutoPause(ImmutableArray<PausePlace> At, TimeSpan? For) : Integration;
}
