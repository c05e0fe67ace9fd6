using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Findings as workflow commands, which GitHub Actions turns into annotations
/// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
/// </summary>
internal static class GitHubAnnotations
{
    public static string Write(IEnumerable<Diagnostic> diagnostics) => string.Concat(diagnostics.Select(One));

    private static string One(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.Span;
        var level = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
        var builder = new StringBuilder("::").Append(level).Append(" file=").Append(Property(diagnostic.Location.File));
        if (span.Start.Line > 0)
        {
            builder.Append(CultureInfo.InvariantCulture, $",line={span.Start.Line},endLine={Math.Max(span.End.Line, span.Start.Line)}");
            if (span.End.Line == span.Start.Line) builder.Append(CultureInfo.InvariantCulture, $",col={span.Start.Column},endColumn={Math.Max(span.End.Column, span.Start.Column)}");
        }

        var text = diagnostic.Hint is null ? diagnostic.Message : diagnostic.Message + "\n" + diagnostic.Hint;
        return builder.Append(",title=").Append(Property(diagnostic.Code)).Append("::").Append(Data(text)).Append('\n').ToString();
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
