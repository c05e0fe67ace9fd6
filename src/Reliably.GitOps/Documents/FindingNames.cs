using System.Globalization;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>What severities are called, and findings counted in a sentence.</summary>
internal static class FindingNames
{
    /// <summary>The words of our own formats and of <c>--fail-on</c>.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    /// <summary><c>3 errors and 1 warning in 2 of 14 documents.</c></summary>
    public static string Summary(ValidationResult result)
    {
        var which = result.Since is { } since ? $" touched since {since}" : "";
        var documents = Counted(result.Documents, "document") + which;
        var parts = new List<string>();
        foreach (var severity in (Severity[])[Severity.Error, Severity.Warning, Severity.Info])
        {
            if (result.Count(severity) is var number and > 0) parts.Add(Counted(number, Of(severity)));
        }

        if (parts.Count == 0) return result.Documents > 0 ? $"{documents}, no problems." : which.Length > 0 ? $"No document was{which}." : "There are no documents here.";
        var touched = result.Diagnostics.Select(static one => one.Location.File).Distinct().Count();
        var listed = parts.Count == 1 ? parts[0] : string.Join(", ", parts.SkipLast(1)) + " and " + parts[^1];
        return string.Create(CultureInfo.InvariantCulture, $"{listed} in {touched} of {documents}.");
    }

    private static string Counted(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
