using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>Chooses edits of a document, and says by another way than the editor what they should make of it.</summary>
internal static class RandomEdits
{
    private static readonly string[] Texts =
    [
        "", "plain", "two words", " lead", "trail ", "a: b", "# no", "a #b", "yes", "y", "1e3", "0o17", "0777", "1:30", "2020-01-01", "null", "~", "*a", "&a", "- x", "'q'", "\"q\"", "${x}", "multi\nline\n", "multi\nline",
        "\nlead", "tail\n\n", "tab\there", "  in\nde\n", "\u2028", "é 日本 🙂", "[x", "{", "a,b", "?", "x:", "http://x/y", "\\", "%", "@", "`", "|", ">", "=", "<<", "---", "...", "!t", "\r", "\0", "-9", "100%",
    ];

    public static DataNode Value(Random random, int depth) => random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => DataNode.Of(random.Next(-5, 5000)),
        1 => DataNode.Of(random.Pick(0.5, 1e22, -1e-7, 3.0)),
        2 => DataNode.Of(random.Next(2) == 0),
        3 => DataNode.None,
        <= 6 => DataNode.Of(random.Pick(Texts)),
        7 => new DataNode.Sequence([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1))]),
        _ => new DataNode.Mapping([.. Enumerable.Range(0, random.Next(4)).Select(i => new MappingEntry(DataNode.Of(i + random.Pick(Texts)), Value(random, depth - 1)))]),
    };

    /// <summary>An edit somewhere in a value, and what comes of it.</summary>
    public static (DocumentEdit Edit, DataNode Wanted, ImmutableArray<string> Path) Choose(Random random, DataNode root)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        var node = root;
        var around = new List<(DataNode Node, int Index)>();
        while (random.Next(4) > 0 || path.Count == 0)
        {
            if (Count(node) == 0) break;
            var index = random.Next(Count(node));
            around.Add((node, index));
            path.Add(node is DataNode.Mapping mapping ? mapping.Entries[index].Name : index.ToString(CultureInfo.InvariantCulture));
            node = Child(node, index);
        }

        var value = Value(random, 2);
        if (random.Next(3) == 0 && node is DataNode.Mapping or DataNode.Sequence)
        {
            var (segment, wanted, before) = Inserted(random, node, value);
            path.Add(segment);
            return (DocumentEdit.InsertAt(DocumentEdit.PointerOf([.. path]), value, before), Up(around, wanted), path.ToImmutable());
        }

        if (around.Count == 0 || random.Next(2) == 0) return (DocumentEdit.ReplaceAt(DocumentEdit.PointerOf([.. path]), value), Up(around, value), path.ToImmutable());
        var (parent, at) = around[^1];
        around.RemoveAt(around.Count - 1);
        DataNode without = parent is DataNode.Mapping map ? new DataNode.Mapping(map.Entries.RemoveAt(at)) : new DataNode.Sequence(((DataNode.Sequence)parent).Items.RemoveAt(at));
        return (DocumentEdit.RemoveAt(DocumentEdit.PointerOf([.. path])), Up(around, without), path.ToImmutable());
    }

    private static (string Segment, DataNode Wanted, string? Before) Inserted(Random random, DataNode node, DataNode value)
    {
        var at = random.Next(Count(node) + 1);
        if (node is DataNode.Sequence sequence) return (at == Count(node) && random.Next(2) == 0 ? "-" : at.ToString(CultureInfo.InvariantCulture), new DataNode.Sequence(sequence.Items.Insert(at, value)), null);
        var mapping = (DataNode.Mapping)node;
        var key = "new" + random.Pick(Texts);
        return (key, new DataNode.Mapping(mapping.Entries.Insert(at, new(DataNode.Of(key), value))), at < Count(node) ? mapping.Entries[at].Name : null);
    }

    private static DataNode Up(List<(DataNode Node, int Index)> around, DataNode node)
    {
        for (var i = around.Count - 1; i >= 0; i--)
        {
            node = around[i].Node is DataNode.Mapping mapping
                ? new DataNode.Mapping(mapping.Entries.SetItem(around[i].Index, mapping.Entries[around[i].Index] with { Value = node }))
                : new DataNode.Sequence(((DataNode.Sequence)around[i].Node).Items.SetItem(around[i].Index, node));
        }

        return node;
    }

    private static int Count(DataNode node) => node switch
    {
        DataNode.Mapping mapping => mapping.Entries.Length,
        DataNode.Sequence sequence => sequence.Items.Length,
        _ => 0,
    };

    private static DataNode Child(DataNode node, int index) => node is DataNode.Mapping mapping ? mapping.Entries[index].Value : ((DataNode.Sequence)node).Items[index];

    /// <summary>JSON as people write it: indented by two, four or a tab, on one line, or with odd blanks.</summary>
    public static byte[] Json(Random random)
    {
        var root = new DataNode.Mapping([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new MappingEntry(DataNode.Of("k" + i), Value(random, 3)))]);
        var text = random.Next(3) == 0 ? JsonWriter.Compact(root) : JsonWriter.Indented(root);
        if (random.Next(4) == 0) text = text.Replace("\n  ", "\n    ", StringComparison.Ordinal);
        if (random.Next(2) == 0) text += "\n";
        return Encoding.UTF8.GetBytes(random.Next(3) == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text);
    }
}
