using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Environments;

/// <summary>Looks at every text of a document, whatever its kind: a token pasted into a header is in the history for ever.</summary>
internal sealed class SecretLiterals
{
    private static readonly string[] NameKeys = ["name", "Name", "key", "Key"];

    private readonly string file;
    private readonly DiagnosticList findings;
    private readonly Stack<string> pointer = new();

    private SecretLiterals(string file, DiagnosticList findings)
    {
        this.file = file;
        this.findings = findings;
    }

    public static void Check(DocumentCursor root, DiagnosticList findings) => new SecretLiterals(root.File, findings).Visit(root.Node, null);

    private void Visit(DataNode node, string? name)
    {
        switch (node)
        {
            case DataNode.Text text:
                if (ShapeOf(name, text.Value) is { } shape) findings.Add(DiagnosticCatalogue.SecretLiteral.At(Here(node), shape));
                break;
            case DataNode.Mapping mapping:
                Visit(mapping);
                break;
            case DataNode.Sequence sequence:
                Visit(sequence);
                break;
        }
    }

    private void Visit(DataNode.Mapping mapping)
    {
        foreach (var entry in mapping.Entries)
        {
            var name = entry.Name;
            if (entry.Key is DataNode.Text key && SecretShapes.Of(key.Value) is { } shape) findings.Add(DiagnosticCatalogue.SecretLiteral.At(Here(entry.Key), shape));
            pointer.Push(name);
            Visit(entry.Value, name is "value" or "Value" ? NameKeys.Select(other => mapping[other]).OfType<DataNode.Text>().FirstOrDefault()?.Value : name);
            pointer.Pop();
        }
    }

    /// <summary>In a list of arguments the flag comes before its value.</summary>
    private void Visit(DataNode.Sequence sequence)
    {
        string? flag = null;
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            pointer.Push(i.ToString(CultureInfo.InvariantCulture));
            Visit(sequence.Items[i], flag);
            pointer.Pop();
            flag = sequence.Items[i] is DataNode.Text text && text.Value.StartsWith('-') ? text.Value : null;
        }
    }

    /// <summary>What a value looks like under its name; null where it looks harmless.</summary>
    public static string? ShapeOf(string? name, string value)
    {
        if (SecretShapes.Of(value) is { } shape) return shape;
        if (name is not null && (SecretNames.IsSecret(name) ? SecretValues.LooksSecret(name, value) : SecretNames.IsHeader(name) && SecretTexts.IsAuthorization(value))) return $"by its name, '{name}'";
        return SecretTexts.NameIn(value) is { } inside ? $"by its name, '{inside}'" : null;
    }

    private DocumentCursor Here(DataNode node) =>
        new(file, string.Concat(pointer.Reverse().Select(static part => "/" + part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))), node, node.Span);
}
