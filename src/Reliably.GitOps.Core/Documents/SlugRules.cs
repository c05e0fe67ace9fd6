using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Names that some file systems cannot tell apart: they differ only in case or in Unicode form. An error on both.</summary>
internal static class SlugRules
{
    public static void Check(Dictionary<(DocumentKind Kind, Slug Slug), string> paths, DiagnosticList findings, Builders builders)
    {
        var clashes = paths.Where(static entry => entry.Value.Length > 0)
            .GroupBy(static entry => (entry.Key.Kind, Folded(entry.Key.Slug.Value)))
            .Where(static group => group.Count() > 1);
        foreach (var group in clashes)
        {
            var members = group.OrderBy(static entry => entry.Value, StringComparer.Ordinal).ToList();
            foreach (var (key, path) in members)
            {
                var other = members.First(member => member.Value != path).Value;
                findings.Add(DiagnosticCatalogue.ClashingSlug.At(DocumentCursor.OfFile(path), key.Slug.Value, other));
                builders.Remove(new(key.Kind, key.Slug));
                paths[key] = "";
            }
        }
    }

    private static string Folded(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // A lone surrogate has no normal form.
            return name.ToUpperInvariant();
        }
    }
}
