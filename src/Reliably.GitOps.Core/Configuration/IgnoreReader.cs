using System.Collections.Immutable;
using System.Reflection;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>validation: ignore</c> of <c>reliably.yaml</c>.</summary>
internal static class IgnoreReader
{
    private static readonly Lazy<Dictionary<string, DiagnosticRule>> Rules = new(static () =>
        typeof(DiagnosticCatalogue).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(static property => property.PropertyType == typeof(DiagnosticRule))
            .Select(static property => (DiagnosticRule)property.GetValue(null)!)
            .ToDictionary(static rule => rule.Code, StringComparer.Ordinal));

    public static ImmutableArray<IgnoredFinding> Read(MappingReader validation)
    {
        var ignored = validation.List("ignore").Select(item => Entry(item, validation.Findings)).OfType<IgnoredFinding>().ToImmutableArray();
        validation.Close();
        return ignored;
    }

    private static IgnoredFinding? Entry(DocumentCursor item, DiagnosticList findings)
    {
        if (MappingReader.Open(item, "an entry of `ignore`", findings) is not { } reader) return null;
        var code = reader.RequiredText("code");
        var paths = reader.Texts("paths");
        reader.Close();
        if (code is null) return null;
        if (Reason(code, paths) is not var (reason, hint)) return new(code, paths);
        findings.Add(DiagnosticCatalogue.CannotIgnore.At(item.Field("code")!, code, reason, hint));
        return null;
    }

    /// <summary>Why a code cannot be ignored, and what to do; null where it can.</summary>
    private static (string Reason, string Hint)? Reason(string code, ImmutableArray<string> paths)
    {
        if (!Rules.Value.TryGetValue(code, out var rule)) return ("there is no such code", Nearest.Hint(code, Rules.Value.Keys, "Codes are listed in docs/diagnostics.md."));
        if (!IgnoredFindings.CanIgnore(rule)) return ("it is an error", "Mend what it says; warnings and notes can be ignored.");
        return rule.Severity == Severity.Error && paths.IsEmpty
            ? ("it is an error, so the files must be named", "Name them: 'paths: [\"experiments/legacy/**\"]'.")
            : null;
    }
}
