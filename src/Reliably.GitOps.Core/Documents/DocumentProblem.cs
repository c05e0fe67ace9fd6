using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Why a text is not a document at all, and where.</summary>
public sealed record DocumentProblem(DiagnosticRule Rule, ImmutableArray<string> Found, SourceSpan Span)
{
    public string Message => DiagnosticRule.Fill(Rule.Message, Found.AsSpan());

    public SourcePosition Position => Span.Start;

    public Diagnostic In(string file) => Rule.At(DocumentCursor.OfFile(file, Span), Found.AsSpan());
}

/// <summary>A key that stands twice in one mapping: the last one counts, as in Python.</summary>
public sealed record DuplicateKey(string Name, SourceSpan Span, SourcePosition First);

/// <summary>Says of keys that stand twice where they are.</summary>
internal static class DuplicateKeys
{
    public static ImmutableArray<Diagnostic> Told(string file, DataNode root, ImmutableArray<DuplicateKey> duplicates)
    {
        if (duplicates.IsEmpty) return [];
        var wanted = duplicates.Select(static duplicate => duplicate.First).ToHashSet();
        var pointers = new Dictionary<SourcePosition, string>();
        Find(DocumentCursor.Root(file, root), wanted, pointers);
        return
        [
            .. duplicates.Select(duplicate => DiagnosticCatalogue.DuplicatedKey.At(
                new(file, pointers.GetValueOrDefault(duplicate.First, ""), root, duplicate.Span), duplicate.Name, FormattableString.Invariant($"{duplicate.First.Line}"))),
        ];
    }

    /// <summary>A key is known by its place: an aliased mapping stands in one place and has several pointers, of which the first counts.</summary>
    private static void Find(DocumentCursor at, HashSet<SourcePosition> wanted, Dictionary<SourcePosition, string> found)
    {
        if (found.Count == wanted.Count) return;
        foreach (var item in at.Items()) Find(item, wanted, found);
        if (at.Node is not DataNode.Mapping mapping) return;
        foreach (var entry in mapping.Entries)
        {
            var value = at.AtValue(entry);
            if (wanted.Contains(entry.Key.Span.Start)) found.TryAdd(entry.Key.Span.Start, value.Pointer);
            Find(value, wanted, found);
        }
    }
}

/// <summary>Leaves the reading of a text at its first problem; never leaves the reader.</summary>
internal sealed class DocumentProblemException(DocumentProblem problem) : Exception
{
    public DocumentProblem Problem { get; } = problem;
}
