using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>The lines of a document as they may be shown: what looks like a secret is stars, for what is printed ends in logs.</summary>
/// <param name="lines">The lines as they are.</param>
/// <param name="secrets">Where the secrets stand.</param>
internal sealed class ShownLines(SourceLines lines, IReadOnlyList<SourceSpan> secrets)
{
    /// <summary>The characters of a line without its end, as many as there are.</summary>
    /// <param name="number">From 1.</param>
    public ReadOnlySpan<char> this[int number]
    {
        get
        {
            var line = lines[number];
            if (!secrets.Any(span => span.Start.Line <= number && number <= span.End.Line)) return line;
            var shown = line.ToArray();
            foreach (var span in secrets.Where(span => span.Start.Line <= number && number <= span.End.Line))
            {
                var from = span.Start.Line < number ? 0 : Math.Clamp(span.Start.Column - 1, 0, shown.Length);
                var to = span.End.Line > number ? shown.Length : Math.Clamp(span.End.Column - 1, from, shown.Length);
                shown.AsSpan(from..to).Fill('*');
            }

            return shown;
        }
    }
}
