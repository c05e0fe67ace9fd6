using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Findings as text for people, and as JSON, SARIF and GitHub's annotations for programs.</summary>
internal static class ValidationFormats
{
    public static string Write(ValidationResult result, string format, bool colour) => format switch
    {
        "json" => Json(result),
        "sarif" => SarifLog.Write(result.Diagnostics),
        "github" => string.Concat(result.Diagnostics.Select(Annotation)),
        _ => FindingText.Write(result, colour),
    };

    /// <summary><c>3 errors and 1 warning in 2 of 14 documents.</c></summary>
    public static string Summary(ValidationResult result)
    {
        var documents = Counted(result.Documents, "document");
        var parts = new List<string>();
        if (result.Count(Severity.Error) is var errors and > 0) parts.Add(Counted(errors, "error"));
        if (result.Count(Severity.Warning) is var warnings and > 0) parts.Add(Counted(warnings, "warning"));
        if (result.Count(Severity.Info) is var notes and > 0) parts.Add(Counted(notes, "note"));
        if (parts.Count == 0) return result.Documents == 0 ? "There are no documents here." : $"{documents}, no problems.";
        var touched = result.Diagnostics.Select(static one => one.Location.File).Distinct().Count();
        var listed = parts.Count == 1 ? parts[0] : string.Join(", ", parts.SkipLast(1)) + " and " + parts[^1];
        return string.Create(CultureInfo.InvariantCulture, $"{listed} in {touched} of {documents}.");
    }

    private static string Counted(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Json(ValidationResult result) => JsonWriter.Indented(DataNode.Mapping.Create(
        ("documents", DataNode.Of(result.Documents)),
        ("errors", DataNode.Of(result.Count(Severity.Error))),
        ("warnings", DataNode.Of(result.Count(Severity.Warning))),
        ("diagnostics", new DataNode.Sequence([.. result.Diagnostics.Select(Json)])))) + "\n";

    private static DataNode.Mapping Json(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.Span;
        return DataNode.Mapping.Create(
            ("code", DataNode.Of(diagnostic.Code)),
            ("severity", DataNode.Of(NameOf(diagnostic.Severity))),
            ("message", DataNode.Of(diagnostic.Message)),
            ("file", DataNode.Of(diagnostic.Location.File)),
            ("line", DataNode.Of(span.Start.Line)),
            ("column", DataNode.Of(span.Start.Column)),
            ("end_line", DataNode.Of(span.End.Line)),
            ("end_column", DataNode.Of(span.End.Column)),
            ("pointer", DataNode.Of(diagnostic.Pointer)),
            ("hint", diagnostic.Hint is null ? DataNode.None : DataNode.Of(diagnostic.Hint)));
    }

    /// <summary>A workflow command of GitHub Actions.</summary>
    private static string Annotation(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.Span;
        var builder = new StringBuilder("::").Append(diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" })
            .Append(" file=").Append(Property(diagnostic.Location.File));
        if (span.Start.Line > 0)
        {
            builder.Append(CultureInfo.InvariantCulture, $",line={span.Start.Line},endLine={Math.Max(span.End.Line, span.Start.Line)}");
            if (span.End.Line == span.Start.Line) builder.Append(CultureInfo.InvariantCulture, $",col={span.Start.Column},endColumn={span.End.Column}");
        }

        var text = diagnostic.Hint is null ? diagnostic.Message : diagnostic.Message + "\n" + diagnostic.Hint;
        return builder.Append(",title=").Append(diagnostic.Code).Append("::").Append(Data(text)).Append('\n').ToString();
    }

    internal static string NameOf(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
