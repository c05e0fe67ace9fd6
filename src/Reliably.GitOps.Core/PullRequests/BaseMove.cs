using Reliably.GitOps.Documents;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.PullRequests;

/// <summary>Tells whether a review still holds after the base moved (PR-BOT: A base that moves).</summary>
public static class BaseMove
{
    /// <summary>True where the change of the base touches what the review looked at, or adds something that refers to it.</summary>
    /// <param name="memory">The review.</param>
    /// <param name="changed">Paths that differ between the base it holds for and the base of now.</param>
    /// <param name="textOf">The text of a path in the base of now; null where it is not there any more, or is no text of ours.</param>
    public static bool Concerns(ReviewMemory memory, IReadOnlyCollection<string> changed, Func<string, string?> textOf)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(changed);
        var own = memory.Paths.ToHashSet(StringComparer.Ordinal);
        var others = changed.Where(static path => !ReportPaths.IsReport(path)).ToList();
        if (others.Exists(own.Contains)) return true;
        var places = memory.Paths.Select(RepositoryLayout.Classify).OfType<DocumentPlace>().ToHashSet();
        if (places.Count == 0) return false;
        return others.Select(static path => (Path: path, Place: RepositoryLayout.Classify(path))).Where(static one => one.Place is not null)
            .Any(one => IsSettings(one.Place!) || IsNamesake(places, one.Place!) || (Refers(one.Place!) && Mentions(textOf(one.Path), places)));
    }

    private static bool IsSettings(DocumentPlace place) => place.Kind == DocumentKind.Settings;

    /// <summary>Two files with one name clash, also where the names differ in case alone.</summary>
    private static bool IsNamesake(HashSet<DocumentPlace> places, DocumentPlace place) =>
        places.Any(one => one.Kind == place.Kind && string.Equals(one.Slug.Value, place.Slug.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Documents of other kinds name none.</summary>
    private static bool Refers(DocumentPlace place) => place.Kind is DocumentKind.Plan or DocumentKind.Starter;

    /// <summary>A document that refers to another holds its name, as a word or as part of its path.</summary>
    private static bool Mentions(string? text, HashSet<DocumentPlace> places) => text is not null && places.Any(place => Holds(text, place.Slug.Value));

    private static bool Holds(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end]))) return true;
        }

        return false;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';
}
