using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>What is remembered of the last review of a pull request: enough to tell whether it still holds when the base moves.</summary>
public sealed record ReviewMemory
{
    public required CommitSha Head { get; init; }

    /// <summary>The branch it goes to.</summary>
    public required string Branch { get; init; }

    /// <summary>The newest commit of that branch for which the review holds.</summary>
    public required CommitSha Base { get; init; }

    /// <summary>Paths that the review looked at: what the change touches, what refers to it, what it refers to.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    public static ReviewMemory Of(ReviewInput input, Review review, string branch)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(review);
        var documents = review.Documents.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        var followed = (input.After.State?.Followed.Values ?? []).Where(one => documents.Contains(one.Reading.Path)).SelectMany(static one => one.Names).ToHashSet();
        var referred = followed.SelectMany(name => input.After.FilesOf(name.Kind).Where(file => RepositoryLayout.Classify(file.Path) is { } place && place.Slug == name.Slug)).Select(static file => file.Path);
        var changed = input.Changes.SelectMany(static one => new[] { one.Path, one.FormerPath }).OfType<string>();
        return new() { Head = input.Head, Base = input.Base, Branch = branch, Paths = [.. documents.Concat(referred).Concat(changed).Distinct().Order(StringComparer.Ordinal)] };
    }
}
