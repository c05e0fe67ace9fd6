using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// One thing that can be found in a document: its stable code, its severity and its words. <c>{0}</c>, <c>{1}</c>, … in the message and the
/// hint stand for what was found.
/// </summary>
public sealed record DiagnosticRule(string Code, Severity Severity, string Message, string? Hint = null)
{
    private const int Longest = 400;

    /// <summary>The finding at one value of a document.</summary>
    public Diagnostic At(DocumentCursor place, params ReadOnlySpan<string> found) => new()
    {
        Code = Code,
        Severity = Severity,
        Message = Fill(Message, found),
        Location = new(place.File, place.Span),
        Pointer = place.Pointer,
        Hint = Hint is null ? null : Fill(Hint, found) is { Length: > 0 } hint ? hint : null,
    };

    /// <summary>The words with their places filled, each once: what was found may hold braces of its own.</summary>
    internal static string Fill(string words, ReadOnlySpan<string> found)
    {
        var text = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            var isPlace = words[i] == '{' && i + 2 < words.Length && words[i + 2] == '}' && char.IsAsciiDigit(words[i + 1]) && words[i + 1] - '0' < found.Length;
            if (!isPlace)
            {
                text.Append(words[i]);
                continue;
            }

            text.Append(Shortened(found[words[i + 1] - '0']));
            i += 2;
        }

        return text.ToString();
    }

    /// <summary>What somebody wrote may be a megabyte; a finding is a sentence.</summary>
    private static string Shortened(string text)
    {
        if (text.Length <= Longest) return text;
        var end = char.IsHighSurrogate(text[Longest - 2]) ? Longest - 2 : Longest - 1;
        return text[..end] + "…";
    }
}

/// <summary>Findings as they come while a document is read.</summary>
internal sealed class DiagnosticList
{
    private readonly ImmutableArray<Diagnostic>.Builder items = ImmutableArray.CreateBuilder<Diagnostic>();

    public int Errors { get; private set; }

    /// <summary>What is not wanted is not kept, and an error among it does not count.</summary>
    public ImmutableArray<IgnoredFinding> Ignored { get; set; } = [];

    public void Add(Diagnostic diagnostic)
    {
        if (Ignored.Covers(diagnostic)) return;
        if (diagnostic.Severity == Severity.Error) Errors++;
        items.Add(diagnostic);
    }

    public void Add(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Add(diagnostic);
    }

    /// <summary>Whether something of this code was found in a line of a file.</summary>
    public bool HasAt(string code, string file, int line) => items.Any(
        one => one.Code == code && one.Location.File == file && one.Location.Span.Start.Line <= line && line <= one.Location.Span.End.Line);

    public ImmutableArray<Diagnostic> ToImmutable() => items.ToImmutable();
}
