using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Environments;

/// <summary>Comments of a YAML document are in the history as well as its values.</summary>
internal static class SecretComments
{
    public static void Check(string file, ReadOnlySpan<byte> content, DiagnosticList findings)
    {
        var line = 1;
        var lineStart = 0;
        for (var at = 0; at < content.Length;)
        {
            var mark = content[at..].IndexOf((byte)'#');
            if (mark < 0) return;
            var start = at + mark;
            line += content[at..start].Count((byte)'\n');
            if (content[at..start].LastIndexOf((byte)'\n') is var newline and >= 0) lineStart = at + newline + 1;
            at = start + 1;
            if (start != lineStart && content[start - 1] is not ((byte)' ' or (byte)'\t')) continue;
            at = content[start..].IndexOf((byte)'\n') is var length and >= 0 ? start + length : content.Length;
            Comment(file, content[lineStart..at], start - lineStart, line, findings);
        }
    }

    private static void Comment(string file, ReadOnlySpan<byte> text, int from, int line, DiagnosticList findings)
    {
        var comment = Encoding.UTF8.GetString(text[from..]).TrimEnd();
        if ((SecretShapes.Of(comment) ?? (SecretTexts.NameIn(comment) is { } name ? $"by its name, '{name}'" : null)) is not { } shape) return;
        var column = Encoding.UTF8.GetCharCount(text[..from]) + 1;
        var span = new SourceSpan(new(line, column), new(line, column + comment.Length));
        if (findings.HasAt(DiagnosticCatalogue.SecretLiteral.Code, file, line)) return;
        findings.Add(DiagnosticCatalogue.SecretLiteral.At(DocumentCursor.OfFile(file, span), shape));
    }
}
