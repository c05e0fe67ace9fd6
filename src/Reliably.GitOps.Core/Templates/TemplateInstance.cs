using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;

namespace Reliably.GitOps.Templates;

/// <summary>Writes what a template was made into as a document of its own: the template's text, with the values and where they came from.</summary>
public static class TemplateInstance
{
    private const string ModeLine = "# yaml-language-server:";

    /// <summary>The text of the experiment. Comments, order and quoting are the template's wherever its text can be edited.</summary>
    /// <param name="file">The template's document.</param>
    /// <param name="experiment">What it was expanded to.</param>
    /// <param name="extension"><c>.yaml</c>, <c>.yml</c> or <c>.json</c>: of the document to write.</param>
    /// <param name="anew">Whether it was written anew in a plain style, because the template's text cannot be edited.</param>
    public static ReadOnlyMemory<byte> Write(RepositoryFile file, DataNode.Mapping experiment, string extension, out bool anew)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(experiment);
        var json = extension == ".json";
        anew = false;
        var same = json == (DocumentReader.ExtensionOf(file.Path) == ".json");
        if (same && Edited(file, experiment) is { } edited) return edited;
        anew = same;
        return Encoding.UTF8.GetBytes(json ? JsonWriter.Indented(experiment) + "\n" : ValueWriter.Document(experiment));
    }

    private static ReadOnlyMemory<byte>? Edited(RepositoryFile file, DataNode.Mapping experiment)
    {
        file = file with { Content = WithoutModeLine(file.Content), BlobId = null };
        if (DocumentReader.TryParse(file, out Diagnostics.Diagnostic? _) is not DataNode.Mapping before) return null;
        var outcome = DocumentEditor.Apply(file, Edits(before, experiment));
        if (outcome is not EditOutcome.Edited { Content: var content }) return null;
        return DocumentReader.TryParse(file with { Content = content }, out Diagnostics.Diagnostic? _) is { } made && made == experiment ? content : null;
    }

    private static ImmutableArray<DocumentEdit> Edits(DataNode.Mapping before, DataNode.Mapping after)
    {
        var edits = ImmutableArray.CreateBuilder<DocumentEdit>();
        if (before["title"] is { } title && after["title"] is { } renamed && title != renamed) edits.Add(DocumentEdit.ReplaceAt("/title", renamed));
        if (before["configuration"] is DataNode.Mapping from && after["configuration"] is DataNode.Mapping to)
        {
            foreach (var entry in to.Entries) Default(edits, entry.Name, from[entry.Name] as DataNode.Mapping, entry.Value as DataNode.Mapping);
        }

        if (after["extensions"] is not DataNode.Sequence { Items: [.., var origin] }) return edits.ToImmutable();
        if (before["extensions"] is not DataNode.Sequence extensions) edits.Add(DocumentEdit.InsertAt("/extensions", new DataNode.Sequence([origin])));
        else if (extensions.Items is [var only] && TemplateExpander.IsOurs(only)) edits.Add(DocumentEdit.ReplaceAt("/extensions/0", origin));
        else
        {
            for (var i = extensions.Items.Length - 1; i >= 0; i--)
            {
                if (TemplateExpander.IsOurs(extensions.Items[i])) edits.Add(DocumentEdit.RemoveAt(FormattableString.Invariant($"/extensions/{i}")));
            }

            edits.Add(DocumentEdit.InsertAt("/extensions/-", origin));
        }

        return edits.ToImmutable();
    }

    private static void Default(ImmutableArray<DocumentEdit>.Builder edits, string name, DataNode.Mapping? before, DataNode.Mapping? after)
    {
        if (before is null || after?["default"] is not { } value || value == before["default"]) return;
        var pointer = DocumentEdit.PointerOf("configuration", name, "default");
        edits.Add(before.Has("default") ? DocumentEdit.ReplaceAt(pointer, value) : DocumentEdit.InsertAt(pointer, value));
    }

    /// <summary>The line that tells an editor the schema is about the template, not about what comes of it.</summary>
    private static ReadOnlyMemory<byte> WithoutModeLine(ReadOnlyMemory<byte> content)
    {
        var end = content.Span.IndexOf((byte)'\n');
        return end > 0 && content.Span.StartsWith(Encoding.UTF8.GetBytes(ModeLine)) ? content[(end + 1)..] : content;
    }
}
