using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Reviews;

/// <summary>A document that a change touches, or that refers to one it touches.</summary>
public sealed record ReviewedDocument
{
    public required string Path { get; init; }

    public required DocumentKind Kind { get; init; }

    public required Slug Slug { get; init; }

    /// <summary>The change itself; null for a document that only refers to a changed one.</summary>
    public FileChange? Change { get; init; }

    /// <summary>The changed documents it refers to.</summary>
    public ImmutableArray<string> Because { get; init; } = [];

    internal bool IsDeleted => Change?.Kind == ChangeKind.Deleted;
}

/// <summary>Which documents a review is about: those that changed, in the order of their paths, and after them those that refer to one of them.</summary>
internal static class ReviewScope
{
    public static ImmutableArray<ReviewedDocument> Of(ReviewInput input)
    {
        var changed = input.Changes.Select(Changed).OfType<ReviewedDocument>().ToImmutableArray();
        var names = new Dictionary<(DocumentKind, Slug), string>();
        foreach (var one in input.Changes)
        {
            foreach (var path in new[] { one.Path, one.FormerPath })
            {
                if (path is not null && RepositoryLayout.Classify(path) is { } place) names[(place.Kind, place.Slug)] = path;
            }
        }

        var touched = changed.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        var dependents = Referring(input.After, names).Where(one => !touched.Contains(one.Path));
        return [.. changed, .. dependents];
    }

    private static ReviewedDocument? Changed(FileChange change) =>
        RepositoryLayout.Classify(change.Path) is { Kind: not DocumentKind.Server } place
            ? new() { Path = change.Path, Kind = place.Kind, Slug = place.Slug, Change = change }
            : null;

    private static IEnumerable<ReviewedDocument> Referring(RepositorySnapshot snapshot, Dictionary<(DocumentKind, Slug), string> names)
    {
        if (names.Count == 0) yield break;
        foreach (var followed in snapshot.State?.Followed.Values ?? [])
        {
            var because = followed.Names.Select(name => names.GetValueOrDefault((name.Kind, name.Slug))).OfType<string>().Distinct().ToImmutableArray();
            if (because.IsEmpty) continue;
            yield return new() { Path = followed.Reading.Path, Kind = followed.Reading.Place.Kind, Slug = followed.Reading.Slug, Because = because };
        }
    }
}
