using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Reads a file as YAML or JSON, by its extension (exact and lower case, as the Chaos Toolkit).</summary>
public static class DocumentReader
{
    public static bool IsDocument(string path) => ExtensionOf(path) is not null;

    /// <summary><c>.yaml</c>, <c>.yml</c> or <c>.json</c>; null for any other name.</summary>
    public static string? ExtensionOf(string path) =>
        path.EndsWith(".yaml", StringComparison.Ordinal) ? ".yaml"
        : path.EndsWith(".yml", StringComparison.Ordinal) ? ".yml"
        : path.EndsWith(".json", StringComparison.Ordinal) ? ".json"
        : null;

    /// <summary>The value, or null and why there is none.</summary>
    public static DataNode? TryParse(RepositoryFile file, out Diagnostic? problem)
    {
        var node = TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        problem = diagnostics.FirstOrDefault(static diagnostic => diagnostic.Severity == Severity.Error);
        return node;
    }

    /// <summary>The value, or null and why there is none; and warnings such as a key that stands twice.</summary>
    public static DataNode? TryParse(RepositoryFile file, out ImmutableArray<Diagnostic> diagnostics)
    {
        DocumentProblem? problem;
        ImmutableArray<DuplicateKey> duplicates = [];
        DataNode? node = null;
        switch (ExtensionOf(file.Path))
        {
            case null:
                problem = new(DiagnosticCatalogue.UnknownExtension, [], default);
                break;
            case ".json":
                node = Json(file.Content.Span, out problem, out duplicates);
                break;
            default:
                node = YamlReader.TryParse(file.Content.Span, out problem, out duplicates);
                break;
        }

        diagnostics = problem is not null
            ? [problem.In(file.Path)]
            : DuplicateKeys.Told(file.Path, node!, duplicates);
        return node;
    }

    private static DataNode? Json(ReadOnlySpan<byte> utf8, out DocumentProblem? problem, out ImmutableArray<DuplicateKey> duplicates)
    {
        duplicates = [];
        problem = utf8.Length > YamlReader.MaxBytes ? new(DiagnosticCatalogue.TooLarge, ["1 MiB"], default) : null;
        if (problem is not null) return null;
        var node = JsonReader.TryParse(utf8, out var json, out duplicates);
        if (json is not null) problem = WhyNot(utf8, json);
        return node;
    }

    private static DocumentProblem WhyNot(ReadOnlySpan<byte> utf8, JsonProblem json)
    {
        var span = new SourceSpan(json.Position, json.Position);
        if (utf8.StartsWith("\uFEFF"u8)) return new(DiagnosticCatalogue.ByteOrderMark, [], span);
        if (utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0) return new(DiagnosticCatalogue.EmptyDocument, [], span);
        return json.TooDeep
            ? new(DiagnosticCatalogue.TooDeep, [FormattableString.Invariant($"{JsonReader.MaxDepth}")], span)
            : new(DiagnosticCatalogue.NotJson, [json.Message], span);
    }
}
