using System.Collections.Immutable;
using System.Reflection;

namespace Reliably.GitOps.Diagnostics;

/// <summary>Everything that can be found, in the order of the codes.</summary>
internal static class CatalogueRules
{
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        .. typeof(DiagnosticCatalogue).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(static property => property.PropertyType == typeof(DiagnosticRule))
            .Select(static property => (DiagnosticRule)property.GetValue(null)!)
            .OrderBy(static rule => rule.Code, StringComparer.Ordinal),
    ];

    /// <summary>Codes whose fixtures and pages are still being written: they are proved by <see cref="BadDocuments"/> or by the front door until then.</summary>
    public static ImmutableArray<string> Waiting { get; } = [.. BadDocuments.All.Select(static one => one.Code), "RLY1011", "RLY2005", "RLY2006", "RLY2007", "RLY2112", "RLY2705"];
}
