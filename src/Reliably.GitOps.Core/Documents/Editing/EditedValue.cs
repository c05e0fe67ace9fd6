using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>What a document means after an edit: the value that the edited text must be read as.</summary>
internal static class EditedValue
{
    /// <summary>The whole value after the edit; null and a sentence where the edit has no place in it.</summary>
    public static DataNode? Of(DataNode root, DocumentEdit edit, out string reason)
    {
        reason = "";
        try
        {
            return Change(root, edit, edit.Segments(), 0);
        }
        catch (NoSuchPlaceException exception)
        {
            reason = exception.Message;
            return null;
        }
    }

    private static DataNode Change(DataNode node, DocumentEdit edit, ImmutableArray<string> path, int depth)
    {
        if (depth == path.Length) return edit is DocumentEdit.Replace replaced ? replaced.Value : throw new NoSuchPlaceException("Only a part of a document can be added or removed.");
        return node switch
        {
            DataNode.Mapping mapping => Change(mapping, edit, path, depth),
            DataNode.Sequence sequence => Change(sequence, edit, path, depth),
            _ => throw new NoSuchPlaceException($"There is no place {edit.Pointer}: {Above(path, depth)} is {NodeNames.Of(node)}."),
        };
    }

    private static DataNode.Mapping Change(DataNode.Mapping mapping, DocumentEdit edit, ImmutableArray<string> path, int depth)
    {
        var at = IndexOf(mapping, path[depth]);
        var last = depth == path.Length - 1;
        if (last && edit is DocumentEdit.Insert insert)
        {
            if (at >= 0) throw new NoSuchPlaceException($"{edit.Pointer} is there already.");
            var place = insert.Before is { } before && IndexOf(mapping, before) is var found and >= 0 ? found : mapping.Entries.Length;
            return new(mapping.Entries.Insert(place, new(DataNode.Of(path[depth]), insert.Value)));
        }

        if (at < 0) throw new NoSuchPlaceException($"There is no '{path[depth]}' in {Above(path, depth)}.");
        if (last && edit is DocumentEdit.Remove) return new(mapping.Entries.RemoveAt(at));
        var entry = mapping.Entries[at];
        return new(mapping.Entries.SetItem(at, entry with { Value = Change(entry.Value, edit, path, depth + 1) }));
    }

    private static DataNode.Sequence Change(DataNode.Sequence sequence, DocumentEdit edit, ImmutableArray<string> path, int depth)
    {
        var last = depth == path.Length - 1;
        var adding = last && edit is DocumentEdit.Insert;
        var at = NumberOf(path[depth], sequence.Items.Length);
        if (at < 0 || at > sequence.Items.Length || (at == sequence.Items.Length && !adding))
        {
            throw new NoSuchPlaceException(string.Create(CultureInfo.InvariantCulture, $"There is no item '{path[depth]}' in {Above(path, depth)}, which has {sequence.Items.Length}."));
        }

        if (last && edit is DocumentEdit.Insert insert) return new(sequence.Items.Insert(at, insert.Value));
        if (last && edit is DocumentEdit.Remove) return new(sequence.Items.RemoveAt(at));
        return new(sequence.Items.SetItem(at, Change(sequence.Items[at], edit, path, depth + 1)));
    }

    /// <summary>The number of an item; <c>-</c> is the one after the last, and what is no number is -1.</summary>
    public static int NumberOf(string segment, int count) =>
        segment == "-" ? count : int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static int IndexOf(DataNode.Mapping mapping, string name)
    {
        for (var i = 0; i < mapping.Entries.Length; i++)
        {
            if (mapping.Entries[i].Name == name) return i;
        }

        return -1;
    }

    private static string Above(ImmutableArray<string> path, int depth) => depth == 0 ? "the document" : "/" + string.Join('/', path.Take(depth));

    private sealed class NoSuchPlaceException(string message) : Exception(message);
}
