using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>A ready activity to build experiments from (<c>starters/**</c>), with the probe or rollback that belongs to it.</summary>
public sealed record Starter
{
    public required Slug Slug { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    /// <summary>What it acts on: <c>process</c>, <c>http</c>, <c>kubernetes</c>, …</summary>
    public required string Target { get; init; }

    public required Activity Activity { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Starters that undo or verify this one, by slug.</summary>
    public ImmutableArray<Slug> Related { get; init; } = [];
}
