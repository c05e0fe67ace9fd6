using System.Collections.Immutable;
using System.Reflection;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// Everything that can be found, in the order of the codes. It is put together by reflection when somebody asks for it; nothing on the way of
/// a validation does.
/// </summary>
public static class DiagnosticRules
{
    private static readonly Lazy<ImmutableArray<DiagnosticRule>> Found = new(static () =>
    [
        .. typeof(DiagnosticCatalogue).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(static property => property.PropertyType == typeof(DiagnosticRule))
            .Select(static property => (DiagnosticRule)property.GetValue(null)!)
            .OrderBy(static rule => rule.Code, StringComparer.Ordinal),
    ]);

    public static ImmutableArray<DiagnosticRule> All => Found.Value;

    /// <summary>The rule with a code; null where there is none.</summary>
    public static DiagnosticRule? Find(string code) => All.FirstOrDefault(rule => rule.Code == code);

    /// <summary>The code that somebody meant: as written, in other case, without its letters, or the nearest. Null where none is near.</summary>
    public static string? Nearest(string written)
    {
        var code = written.Trim().ToUpperInvariant();
        if (code.Length == 4 && code.All(char.IsAsciiDigit)) code = "RLY" + code;
        return Find(code)?.Code ?? Diagnostics.Nearest.To(code, All.Select(static rule => rule.Code));
    }
}
