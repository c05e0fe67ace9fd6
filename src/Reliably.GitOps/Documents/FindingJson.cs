using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>All findings as one JSON object; its fields are told in <c>docs/validation.md</c> and only ever added to.</summary>
internal static class FindingJson
{
    private const int Version = 1;

    public static string Write(ValidationResult result) => JsonWriter.Indented(DataNode.Mapping.Create(
        ("version", DataNode.Of(Version)),
        ("documents", DataNode.Of(result.Documents)),
        ("errors", DataNode.Of(result.Count(Severity.Error))),
        ("warnings", DataNode.Of(result.Count(Severity.Warning))),
        ("infos", DataNode.Of(result.Count(Severity.Info))),
        ("diagnostics", new DataNode.Sequence([.. result.Diagnostics.Select(Node)])))) + "\n";

    /// <summary>One finding.</summary>
    public static DataNode.Mapping Node(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.Span;
        return DataNode.Mapping.Create(
            ("code", DataNode.Of(diagnostic.Code)),
            ("severity", DataNode.Of(FindingNames.Of(diagnostic.Severity))),
            ("message", DataNode.Of(diagnostic.Message)),
            ("hint", diagnostic.Hint is null ? DataNode.None : DataNode.Of(diagnostic.Hint)),
            ("file", DataNode.Of(diagnostic.Location.File)),
            ("line", DataNode.Of(span.Start.Line)),
            ("column", DataNode.Of(span.Start.Column)),
            ("end_line", DataNode.Of(span.End.Line)),
            ("end_column", DataNode.Of(span.End.Column)),
            ("pointer", DataNode.Of(diagnostic.Pointer)),
            ("page", DataNode.Of(DiagnosticPages.AddressOf(diagnostic.Code))));
    }
}
