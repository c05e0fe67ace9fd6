using System.Collections.Immutable;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>Where an edit applies: the mapping or list, and which of its entries; the whole document where there is no container.</summary>
internal sealed record SyntaxPlace(SyntaxNode? Container, int Index, SyntaxNode Root)
{
    public SyntaxEntry Entry => Container!.Entries[Index];

    /// <summary>The value at the place.</summary>
    public SyntaxNode Node => Container is null ? Root : Entry.Value;

    /// <summary>The container as a place of its own.</summary>
    public required SyntaxPlace? Parent { get; init; }

    /// <summary>Follows a pointer through the text.</summary>
    /// <param name="root">The root value as it is written.</param>
    /// <param name="edit">What is to be done there.</param>
    /// <param name="refusal">Why the place cannot be edited, and the character it is about.</param>
    public static SyntaxPlace? Find(SyntaxNode root, DocumentEdit edit, out (string Reason, int At) refusal)
    {
        refusal = default;
        var place = new SyntaxPlace(null, 0, root) { Parent = null };
        var path = edit.Segments();
        for (var i = 0; i < path.Length; i++)
        {
            var container = place.Node;
            if (container.Kind == SyntaxKind.Alias)
            {
                refusal = ($"'*{container.Anchor}' stands for a value that is written elsewhere: change it where '&{container.Anchor}' is.", container.Start);
                return null;
            }

            var index = edit is DocumentEdit.Insert insert && i == path.Length - 1 ? IndexForNew(container, path[i], insert) : IndexOf(container, path[i], out refusal);
            if (index < 0) return null;
            place = new(container, index, root) { Parent = place };
        }

        return place;
    }

    private static int IndexForNew(SyntaxNode container, string segment, DocumentEdit.Insert insert)
    {
        if (container.Kind == SyntaxKind.Sequence) return EditedValue.NumberOf(segment, container.Entries.Count);
        var before = insert.Before is null ? -1 : container.Entries.FindIndex(entry => entry.Name == insert.Before);
        return before < 0 ? container.Entries.Count : before;
    }

    private static int IndexOf(SyntaxNode container, string segment, out (string Reason, int At) refusal)
    {
        refusal = default;
        if (container.Kind == SyntaxKind.Sequence) return EditedValue.NumberOf(segment, container.Entries.Count);
        var found = Enumerable.Range(0, container.Entries.Count).Where(index => container.Entries[index].Name == segment).ToImmutableArray();
        if (found.Length == 1) return found[0];
        refusal = found.Length == 0
            ? ($"'{segment}' is not written here: it comes from a merged mapping ('<<') or a key that is an alias.", container.Start)
            : ($"'{segment}' stands {found.Length} times in one mapping; only the last counts. Take the others away first.", container.Entries[found[1]].Start);
        return -1;
    }
}
