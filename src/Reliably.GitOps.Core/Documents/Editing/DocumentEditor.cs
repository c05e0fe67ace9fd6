using System.Collections.Immutable;
using System.Text;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>
/// Changes YAML and JSON texts in place: comments, order, quoting, indentation, line ends, byte order mark and final newline of everything that
/// is not changed stay byte for byte. Every result is read again, and is only given back when it means exactly what was wanted; a place that
/// cannot be changed alone (a value with an anchor that is used elsewhere, a merged key) is refused.
/// </summary>
public static class DocumentEditor
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Applies edits one after the other; all or none.</summary>
    /// <param name="file">A document that is read without an error.</param>
    /// <param name="edits">The changes, in order: each pointer is of the document as the ones before have left it.</param>
    public static EditOutcome Apply(RepositoryFile file, params ImmutableArray<DocumentEdit> edits)
    {
        foreach (var edit in edits)
        {
            var outcome = Apply(file, edit);
            if (outcome is not EditOutcome.Edited edited) return outcome;
            file = file with { Content = edited.Content, BlobId = null };
        }

        return new EditOutcome.Edited(file.Content);
    }

    private static EditOutcome Apply(RepositoryFile file, DocumentEdit edit)
    {
        if (DocumentReader.TryParse(file, out Diagnostics.Diagnostic? problem) is not { } value)
        {
            return new EditOutcome.Refused(problem?.Message ?? "The document cannot be read.", problem?.Location.Span.Start.Line ?? 0);
        }

        if (EditedValue.Of(value, edit, out var missing) is not { } wanted) return new EditOutcome.Refused(missing, 0);
        var json = DocumentReader.ExtensionOf(file.Path) == ".json";
        var hasMark = file.Content.Span.StartsWith("\uFEFF"u8);
        var text = new DocumentText(Utf8.GetString(file.Content.Span[(hasMark ? 3 : 0)..]));
        var root = json ? JsonSyntax.Read(text) : YamlSyntax.Read(text);
        if (root is null) return new EditOutcome.Refused("The document is empty.", 0);
        if (SyntaxPlace.Find(root, edit, out var refusal) is not { } place) return new EditOutcome.Refused(refusal.Reason, text.LineNumber(refusal.At));
        foreach (var candidate in Candidates(place, edit, text, new(WritingStyle.Of(text, root, json)), json))
        {
            if (!TryEncode(candidate, hasMark, out var bytes)) continue;
            if (DocumentReader.TryParse(file with { Content = bytes }, out Diagnostics.Diagnostic? _) is { } read && read == wanted) return new EditOutcome.Edited(bytes);
        }

        return Refuse(place, text);
    }

    private static IEnumerable<string> Candidates(SyntaxPlace place, DocumentEdit edit, DocumentText text, ValueWriter writer, bool json)
    {
        var flow = new FlowChanges(text, writer);
        var block = new BlockChanges(text, writer);
        var inFlow = json || place.Container is { Flow: true };
        var name = place.Container?.Kind == SyntaxKind.Mapping ? edit.Segments()[^1] : null;
        return edit switch
        {
            DocumentEdit.Replace replace => inFlow ? flow.Replace(place, replace.Value) : block.Replace(place, replace.Value),
            DocumentEdit.Insert insert => inFlow ? flow.Insert(place, name, insert.Value) : block.Insert(place, name, insert.Value),
            _ when inFlow => flow.Remove(place),
            _ when place.Container!.Entries.Count > 1 => block.Remove(place),
            _ => block.Replace(place.Parent!, name is null ? DataNode.Sequence.Empty : DataNode.Mapping.Empty).Concat(
                place.Parent!.Container is { Flow: true } ? flow.Replace(place.Parent, name is null ? DataNode.Sequence.Empty : DataNode.Mapping.Empty) : []),
        };
    }

    private static bool TryEncode(string text, bool hasMark, out byte[] bytes)
    {
        try
        {
            bytes = Utf8.GetBytes(hasMark ? "\uFEFF" + text : text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            bytes = []; // half of a surrogate pair is no text
            return false;
        }
    }

    private static EditOutcome.Refused Refuse(SyntaxPlace place, DocumentText text)
    {
        var aliases = place.Root.All().Where(static node => node.Kind == SyntaxKind.Alias).Select(static node => node.Anchor).ToHashSet();
        var anchored = Anchored(place, aliases);
        return anchored is null
            ? new("What stands here is written in a way that cannot be changed by itself; change it by hand.", text.LineNumber(place.Container is null || place.Index >= place.Container.Entries.Count ? (place.Container ?? place.Root).Start : place.Entry.Start))
            : new($"'&{anchored.Anchor}' is used elsewhere in the document as '*{anchored.Anchor}', and would change there too; change it by hand.", text.LineNumber(anchored.Start));
    }

    /// <summary>A value around or below the place that something else refers to.</summary>
    private static SyntaxNode? Anchored(SyntaxPlace place, HashSet<string?> aliases)
    {
        var below = place.Container is not null && place.Index < place.Container.Entries.Count ? place.Node.All() : [];
        var around = new List<SyntaxNode>();
        for (var outer = place; outer is not null; outer = outer.Parent) around.Add(outer.Container ?? outer.Root);
        return around.Concat(below).FirstOrDefault(node => node.Kind != SyntaxKind.Alias && node.Anchor is not null && aliases.Contains(node.Anchor));
    }
}
