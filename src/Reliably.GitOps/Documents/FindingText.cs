using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Findings for people: the place, what is wrong, the line with a mark under it, and what to do.</summary>
/// <param name="colour">The reader is a terminal that takes colours.</param>
/// <param name="width">Cells of a line; a source line is cut to it.</param>
internal sealed class FindingText(bool colour, int width)
{
    private const int Narrowest = 40;
    private const string Dim = "2";
    private const string Bold = "1";

    public void Write(TextWriter output, ValidationResult result)
    {
        var (file, lines) = ("", (ShownLines?)null);
        var secrets = result.Diagnostics.Where(static one => one.Code == DiagnosticCatalogue.SecretLiteral.Code)
            .ToLookup(static one => one.Location.File, static one => one.Location.Span, StringComparer.Ordinal);
        foreach (var diagnostic in result.Diagnostics)
        {
            if (file != diagnostic.Location.File)
            {
                file = diagnostic.Location.File;
                lines = result.Texts.TryGetValue(file, out var text) ? new(SourceLines.Of(file, text.Span), [.. secrets[file]]) : null;
            }

            output.Write(One(diagnostic, lines));
        }
    }

    private string One(Diagnostic diagnostic, ShownLines? lines)
    {
        var builder = new StringBuilder();
        var painted = Colour(diagnostic.Severity);
        builder.Append(Painted(CellWidth.Visible(diagnostic.Location.ToString()), Bold)).Append(": ")
            .Append(Painted(FindingNames.Of(diagnostic.Severity), painted))
            .Append(' ').Append(diagnostic.Code).Append(": ").Append(CellWidth.Visible(diagnostic.Message)).Append('\n');
        if (lines is not null && !lines[diagnostic.Location.Span.Start.Line].IsWhiteSpace()) Excerpt(builder, lines, diagnostic.Location.Span, painted);
        if (diagnostic.Hint is { } hint) builder.Append("  → ").Append(CellWidth.Visible(hint)).Append('\n');
        return builder.ToString();
    }

    private void Excerpt(StringBuilder builder, ShownLines lines, SourceSpan span, string painted)
    {
        var number = span.Start.Line.ToString(CultureInfo.InvariantCulture);
        var margin = number.Length + 5;
        var excerpt = SourceExcerpt.Of(lines[span.Start.Line], span, Math.Max(Narrowest, width - margin));
        builder.Append(Painted($"  {number} |", Dim)).Append(' ').Append(excerpt.Line).Append('\n');
        builder.Append(' ', number.Length + 2).Append(Painted(" |", Dim)).Append(' ', excerpt.Offset + 1)
            .Append(Painted("^" + new string('~', excerpt.Length - 1), painted)).Append('\n');
    }

    private static string Colour(Severity severity) => severity switch
    {
        Severity.Error => "1;31",
        Severity.Warning => "1;33",
        _ => "1;36",
    };

    private string Painted(string text, string code) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
