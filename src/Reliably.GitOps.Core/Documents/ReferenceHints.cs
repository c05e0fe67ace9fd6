using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>What somebody probably meant by a name that no document has.</summary>
internal static class ReferenceHints
{
    public static string Of(DocumentKind kind, Slug slug, DocumentNames names, IReadOnlyCollection<string> candidates)
    {
        var folder = RepositoryLayout.FolderOf(kind);
        var plain = WithoutExtension(slug.Value.StartsWith(folder, StringComparison.Ordinal) ? slug.Value[folder.Length..] : slug.Value);
        if (plain != slug.Value && candidates.Contains(plain)) return $"Did you mean '{plain}'?";
        if (names.StrangerAt(slug) is { } stranger && kind == DocumentKind.Experiment) return $"{stranger} is no experiment: it has no title, no method and no steady-state-hypothesis.";
        if (OfAnotherKind(kind, slug, names) is { } other) return other;
        var last = "/" + plain[(plain.LastIndexOf('/') + 1)..];
        var sameName = candidates.Where(candidate => candidate.EndsWith(last, StringComparison.Ordinal) || "/" + candidate == last).Take(2).ToList();
        if (sameName is [var only]) return $"Did you mean '{only}'?";
        return Nearest.Hint(plain, candidates, candidates.Count == 0 ? $"Nothing lies in {folder}." : $"It would be the file {folder}{plain}.yaml.");
    }

    private static string? OfAnotherKind(DocumentKind kind, Slug slug, DocumentNames names)
    {
        foreach (var other in Enum.GetValues<DocumentKind>().Where(other => other != kind && names.PathOf(other, slug) is { Length: > 0 }))
        {
            var path = names.PathOf(other, slug);
            return (kind, other) switch
            {
                (DocumentKind.Experiment, DocumentKind.Template) => $"{path} is a template: write 'template: {slug.Value}', and its values under 'with:'.",
                (DocumentKind.Template, DocumentKind.Experiment) => $"{path} is an experiment: write 'experiments: [{slug.Value}]'.",
                (DocumentKind.Integration or DocumentKind.Environment or DocumentKind.Deployment, DocumentKind.Integration or DocumentKind.Environment or DocumentKind.Deployment)
                    => $"{path} is {(other == DocumentKind.Deployment ? "a" : "an")} {RepositoryLayout.NameOf(other)}.",
                _ => null,
            };
        }

        return null;
    }

    private static string WithoutExtension(string name) => name[..^(DocumentReader.ExtensionOf(name)?.Length ?? 0)];
}
