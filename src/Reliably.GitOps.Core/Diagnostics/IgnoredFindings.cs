using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>One finding that a repository does not want to hear of: its code, and globs of the files where it counts (from the root; none means all).</summary>
public sealed record IgnoredFinding(string Code, ImmutableArray<string> Paths)
{
    public bool Equals(IgnoredFinding? other) => other is not null && Code == other.Code && Paths.AsSpan().SequenceEqual(other.Paths.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Code, Paths.Length);
}

/// <summary>What <c>validation: ignore</c> of <c>reliably.yaml</c> turns off.</summary>
public static class IgnoredFindings
{
    /// <summary>
    /// Errors cannot be ignored, for a document with an error cannot be used. A literal that looks like a secret is the exception: it is a
    /// judgement of ours, so it can be turned off for the files that are named.
    /// </summary>
    public static bool CanIgnore(DiagnosticRule rule) => rule.Severity != Severity.Error || rule.Code == DiagnosticCatalogue.SecretLiteral.Code;

    /// <summary>Turns off what is said of texts that look like secrets.</summary>
    public static ImmutableArray<IgnoredFinding> OfSecrets { get; } = [new(DiagnosticCatalogue.SecretLiteral.Code, [])];

    /// <summary>Whether what is said of secrets is turned off for a file.</summary>
    public static bool CoverSecretsOf(this ImmutableArray<IgnoredFinding> ignored, string path)
    {
        foreach (var one in ignored)
        {
            if (one.Code == DiagnosticCatalogue.SecretLiteral.Code && one.Covers(path)) return true;
        }

        return false;
    }

    /// <summary>Whether a finding was turned off.</summary>
    public static bool Covers(this ImmutableArray<IgnoredFinding> ignored, Diagnostic finding)
    {
        foreach (var one in ignored)
        {
            if (one.Code == finding.Code && one.Covers(finding.Location.File)) return true;
        }

        return false;
    }

    /// <summary>The findings that are left, in their order.</summary>
    public static IEnumerable<Diagnostic> Without(this IEnumerable<Diagnostic> findings, ImmutableArray<IgnoredFinding> ignored) =>
        ignored.IsEmpty ? findings : findings.Where(finding => !ignored.Covers(finding));

    private static bool Covers(this IgnoredFinding ignored, string path) => ignored.Paths.IsEmpty || ignored.Paths.Any(pattern => Selects(pattern, path));

    /// <summary>A folder stands for everything in it.</summary>
    private static bool Selects(string pattern, string path) =>
        GlobPattern.Matches(pattern, path) || path.StartsWith(pattern.TrimEnd('/') + "/", StringComparison.Ordinal);
}
