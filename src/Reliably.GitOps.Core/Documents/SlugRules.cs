using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Names that some file systems cannot tell apart: they differ only in case or in Unicode form. An error on both.</summary>
internal static class SlugRules
{
    /// <summary>Finds the clashes, takes the paths from the names that clash, and adds them to those that are refused.</summary>
    public static void Check(Dictionary<(DocumentKind Kind, Slug Slug), string> paths, DiagnosticList findings, HashSet<string> refused)
    {
        foreach (var members in Clashes(paths))
        {
            foreach (var (key, path) in members)
            {
                var other = members.First(member => member.Path != path).Path;
                findings.Add(DiagnosticCatalogue.ClashingSlug.At(DocumentCursor.OfFile(path), key.Slug.Value, other));
                refused.Add(path);
                paths[key] = "";
            }
        }
    }

    private static List<List<((DocumentKind Kind, Slug Slug) Key, string Path)>> Clashes(Dictionary<(DocumentKind Kind, Slug Slug), string> paths)
    {
        var firsts = new Dictionary<(DocumentKind, string), (DocumentKind Kind, Slug Slug)>(paths.Count);
        var groups = new Dictionary<(DocumentKind, string), List<((DocumentKind Kind, Slug Slug) Key, string Path)>>();
        foreach (var (key, path) in paths)
        {
            var folded = (key.Kind, Folded(key.Slug.Value));
            if (firsts.TryAdd(folded, key)) continue;
            if (!groups.TryGetValue(folded, out var group)) groups[folded] = group = [(firsts[folded], paths[firsts[folded]])];
            group.Add((key, path));
        }

        foreach (var group in groups.Values) group.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return [.. groups.Values];
    }

    private static string Folded(string name)
    {
        if (Ascii.IsValid(name)) return name.ToLowerInvariant();
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
