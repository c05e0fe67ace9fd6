using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The schema's opinion of a document in which a reader found an error: only what the reader has not said in better words. A clean document
/// is not asked about: tests hold that readers and schemas agree, and NJsonSchema costs more than all the rest of a command together. Nor is a
/// document that is long or full of errors: NJsonSchema takes time with the square of what it finds, and nobody would find its opinion among them.
/// </summary>
public static class SchemaRules
{
    private const int LongestBytes = 64 << 10;
    private const int MostErrors = 100;

    /// <summary>A schema takes longer to read than a thousand documents to check, so a thread that has read it keeps it.</summary>
    [ThreadStatic]
    private static SchemaValidator? validator;

    public static ImmutableArray<Diagnostic> Check(RepositoryFile file, DocumentKind kind, ImmutableArray<Diagnostic> found)
    {
        var errors = found.Where(static one => one.Severity == Severity.Error).ToList();
        if (errors.Count is 0 or > MostErrors || file.Content.Length > LongestBytes) return [];
        if (DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> _) is not DataNode.Mapping root) return [];
        return
        [
            .. (validator ??= new()).Validate(kind, DocumentCursor.Root(file.Path, root))
                .Where(finding => !errors.Exists(error => IsSaid(error.Pointer, finding.At.Pointer)))
                .Select(finding => DiagnosticCatalogue.SchemaRefuses.At(finding.At, RepositoryLayout.NameOf(kind), finding.Rule)),
        ];
    }

    /// <summary>The same place, a place inside it, or a place around it (but not the whole document).</summary>
    private static bool IsSaid(string said, string schema) =>
        said == schema
        || said.StartsWith(schema + "/", StringComparison.Ordinal)
        || (said.Length > 0 && schema.StartsWith(said + "/", StringComparison.Ordinal));
}
