using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Findings for people: the place, what is wrong, the line with a mark under it, and what to do.</summary>
internal static class FindingText
{
    private const int Widest = 160;

    public static string Write(ValidationResult result, bool colour)
    {
        var builder = new StringBuilder();
        foreach (var diagnostic in result.Diagnostics)
        {
            var word = ValidationFormats.NameOf(diagnostic.Severity);
            builder.Append(Safe(diagnostic.Location.ToString())).Append(": ").Append(Painted(word, diagnostic.Severity, colour))
                .Append(' ').Append(diagnostic.Code).Append(": ").AppendLine(Safe(diagnostic.Message));
            if (result.Texts.TryGetValue(diagnostic.Location.File, out var text)) Excerpt(builder, text.Span, diagnostic.Location.Span);
            if (diagnostic.Hint is { } hint) builder.Append("  → ").AppendLine(Safe(hint));
        }

        return builder.Replace("\r\n", "\n").ToString();
    }

    private static void Excerpt(StringBuilder builder, ReadOnlySpan<byte> text, SourceSpan span)
    {
        if (span.Start.Line < 1 || LineOf(text, span.Start.Line) is not { } line) return;
        var start = Math.Clamp(span.Start.Column - 1, 0, line.Length);
        var length = span.End.Line == span.Start.Line ? Math.Max(1, span.End.Column - span.Start.Column) : Math.Max(1, line.Length - start);
        var from = start > Widest - 40 ? start - 40 : 0;
        var shown = line[from..Math.Min(line.Length, from + Widest)];
        var number = span.Start.Line.ToString(CultureInfo.InvariantCulture);
        var marks = Math.Clamp(length, 1, Math.Max(1, shown.Length - (start - from)));
        builder.Append("  ").Append(number).Append(" | ").AppendLine(Safe(shown));
        builder.Append(' ', number.Length + 2).Append(" | ").Append(' ', start - from).Append('^').Append('~', marks - 1).AppendLine();
    }

    private static string? LineOf(ReadOnlySpan<byte> text, int line)
    {
        for (var current = 1; current < line; current++)
        {
            var end = text.IndexOf((byte)'\n');
            if (end < 0) return null;
            text = text[(end + 1)..];
        }

        var stop = text.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(stop < 0 ? text : text[..stop]).TrimEnd('\r');
    }

    /// <summary>Control characters of a document must not reach a terminal.</summary>
    private static string Safe(string text) =>
        text.Any(static c => char.IsControl(c)) ? string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)) : text;

    private static string Painted(string word, Severity severity, bool colour)
    {
        if (!colour) return word;
        var code = severity switch { Severity.Error => "31", Severity.Warning => "33", _ => "36" };
        return $"\u001b[1;{code}m{word}\u001b[0m";
    }
}
