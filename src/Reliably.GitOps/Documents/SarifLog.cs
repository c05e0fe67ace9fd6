using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code scanning reads.</summary>
internal static class SarifLog
{
    public static string Write(ImmutableArray<Diagnostic> diagnostics)
    {
        var codes = diagnostics.Select(static one => one.Code).Distinct().Order(StringComparer.Ordinal);
        var driver = DataNode.Mapping.Create(
            ("name", DataNode.Of("Reliably GitOps")),
            ("version", DataNode.Of(typeof(SarifLog).Assembly.GetName().Version?.ToString(3) ?? "0.0.0")),
            ("rules", new DataNode.Sequence([.. codes.Select(static code => DataNode.Mapping.Create(("id", DataNode.Of(code))))])));
        var run = DataNode.Mapping.Create(
            ("tool", DataNode.Mapping.Create(("driver", driver))),
            ("columnKind", DataNode.Of("utf16CodeUnits")),
            ("results", new DataNode.Sequence([.. diagnostics.Select(Result)])));
        return JsonWriter.Indented(DataNode.Mapping.Create(
            ("$schema", DataNode.Of("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", DataNode.Of("2.1.0")),
            ("runs", new DataNode.Sequence([run])))) + "\n";
    }

    private static DataNode.Mapping Result(Diagnostic diagnostic)
    {
        var place = DataNode.Mapping.Create(
            ("artifactLocation", DataNode.Mapping.Create(("uri", DataNode.Of(Uri.EscapeDataString(diagnostic.Location.File).Replace("%2F", "/", StringComparison.Ordinal))))));
        if (diagnostic.Location.Span is { Start.Line: > 0 } span) place = place.With("region", Region(span));
        var text = diagnostic.Hint is null ? diagnostic.Message : diagnostic.Message + " " + diagnostic.Hint;
        return DataNode.Mapping.Create(
            ("ruleId", DataNode.Of(diagnostic.Code)),
            ("level", DataNode.Of(ValidationFormats.NameOf(diagnostic.Severity))),
            ("message", DataNode.Mapping.Create(("text", DataNode.Of(text)))),
            ("locations", new DataNode.Sequence([DataNode.Mapping.Create(("physicalLocation", place))])));
    }

    private static DataNode.Mapping Region(SourceSpan span)
    {
        var region = DataNode.Mapping.Create(
            ("startLine", DataNode.Of(span.Start.Line)),
            ("startColumn", DataNode.Of(Math.Max(span.Start.Column, 1))));
        return span.End.Line < span.Start.Line
            ? region
            : region.With("endLine", DataNode.Of(span.End.Line)).With("endColumn", DataNode.Of(Math.Max(span.End.Column, 1)));
    }
}
