using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Reports;

/// <summary>Lists of names of documents, as many as a reader looks at.</summary>
internal static class NameList
{
    private const int Most = 8;

    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(Most).Select(static name => MarkdownText.Code(MarkdownText.Cut(name, 120))));
        return all.Count > Most ? FormattableString.Invariant($"{shown} and {all.Count - Most} more") : shown;
    }

    /// <summary>A line of a list.</summary>
    public static string Used(IEnumerable<Slug> plans)
    {
        var names = plans.Select(static slug => slug.Value).ToList();
        return names.Count == 0 ? "- No plan uses it.\n" : $"- Used by {Of(names)}.\n";
    }

    /// <summary><c>- Word: a, b</c> for what came and what went; nothing where nothing did.</summary>
    public static string Between(string what, IReadOnlyCollection<string> was, IReadOnlyCollection<string> now)
    {
        var (added, removed) = (now.Except(was).ToList(), was.Except(now).ToList());
        var text = added.Count > 0 ? $"- {what}, new: {Of(added)}\n" : "";
        return removed.Count > 0 ? text + $"- {what}, no more: {Of(removed)}\n" : text;
    }
}
