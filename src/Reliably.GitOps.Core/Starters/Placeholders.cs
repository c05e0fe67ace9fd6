using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

/// <summary>The <c>${name}</c> of an activity: what the Chaos Toolkit fills in when it runs, and a starter when it is taken.</summary>
public static class Placeholders
{
    /// <summary>Every placeholder below a value with its place, in the order of the text.</summary>
    public static IEnumerable<(string Name, DocumentCursor Place)> Of(DocumentCursor at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Node switch
        {
            DataNode.Text text => Names(text.Value).Select(name => (name, at)),
            DataNode.Mapping mapping => mapping.Entries.SelectMany(entry => Of(at.AtValue(entry))),
            DataNode.Sequence => at.Items().SelectMany(Of),
            _ => [],
        };
    }

    /// <summary>
    /// The value with its placeholders filled in: a text that is nothing but one becomes the value with its type, inside a longer text it becomes
    /// text. A placeholder for which there is no value stays.
    /// </summary>
    public static DataNode Fill(DataNode node, Func<string, DataNode?> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return node switch
        {
            DataNode.Text text => Fill(text, valueOf),
            DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => entry with { Value = Fill(entry.Value, valueOf) })]),
            DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(item => Fill(item, valueOf))]),
            _ => node,
        };
    }

    /// <summary>The value is a text whose type is known only once it is filled in.</summary>
    internal static bool StandIn(DataNode node) => node is DataNode.Text text && Parts(text.Value) is [{ Name: not null }];

    private static DataNode Fill(DataNode.Text text, Func<string, DataNode?> valueOf)
    {
        var parts = Parts(text.Value);
        if (parts is [{ Name: { } only }]) return valueOf(only) ?? text;
        var filled = new StringBuilder();
        foreach (var part in parts) filled.Append(part.Name is { } name && valueOf(name) is { } value ? PythonText.Of(value) : part.Text);
        return DataNode.Of(filled.ToString());
    }

    private static IEnumerable<string> Names(string text) => Parts(text).Select(static part => part.Name).OfType<string>();

    private static ImmutableArray<(string Text, string? Name)> Parts(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string Text, string? Name)>();
        var done = 0;
        for (var at = text.IndexOf("${", StringComparison.Ordinal); at >= 0; at = text.IndexOf("${", at + 2, StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', at);
            if (end < 0) break;
            if (!IsName(text.AsSpan(at + 2, end - at - 2)) || (at > 0 && text[at - 1] == '$')) continue;
            if (at > done) parts.Add((text[done..at], null));
            done = end + 1;
            parts.Add((text[at..done], text[(at + 2)..end]));
        }

        if (done < text.Length) parts.Add((text[done..], null));
        return parts.ToImmutable();
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0])) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }

        return true;
    }
}
