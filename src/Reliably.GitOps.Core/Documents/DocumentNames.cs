using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The names that the documents of a repository have, good or bad, and what is wrong with the names: two files with one name, names that some
/// file systems cannot tell apart, names that are kept for others. It follows from paths alone.
/// </summary>
internal sealed class DocumentNames
{
    private readonly Dictionary<(DocumentKind Kind, Slug Slug), string> paths = [];
    private readonly Dictionary<DocumentKind, List<string>> byKind = [];
    private readonly HashSet<string> refused = new(StringComparer.Ordinal);
    private readonly Dictionary<Slug, string> strangers = [];
    private readonly HashSet<Slug> leftOut = [];
    private readonly DiagnosticList findings = new();

    private DocumentNames()
    {
    }

    public static DocumentNames Empty { get; } = new();

    public ImmutableArray<Diagnostic> Findings { get; private set; } = [];

    /// <summary>Paths of the documents that cannot be used because of their names.</summary>
    public IReadOnlySet<string> Refused => refused;

    public static DocumentNames Of(IEnumerable<DocumentReading> readings)
    {
        var names = new DocumentNames();
        foreach (var reading in readings)
        {
            if (reading.Counts) names.Add(reading.Path, reading.Place);
            else if (reading.LeftOut) names.leftOut.Add(reading.Slug);
            else names.strangers.TryAdd(reading.Slug, reading.Path);
        }

        SlugRules.Check(names.paths, names.findings, names.refused);
        names.Findings = names.findings.ToImmutable();
        return names;
    }

    /// <summary>The file that has a name; empty where several quarrel about it, null where none has it.</summary>
    public string? PathOf(DocumentKind kind, Slug slug) => paths.GetValueOrDefault((kind, slug));

    /// <summary>Whether the settings leave an experiment out.</summary>
    public bool IsLeftOut(Slug experiment) => leftOut.Contains(experiment);

    /// <summary>The file below experiments/ that would have a name, were it an experiment; null where there is none.</summary>
    public string? StrangerAt(Slug slug) => strangers.GetValueOrDefault(slug);

    /// <summary>All names of a kind, in the order of their paths.</summary>
    public IReadOnlyList<string> Of(DocumentKind kind) => byKind.TryGetValue(kind, out var list) ? list : [];

    private void Add(string path, DocumentPlace place)
    {
        if (place.Kind == DocumentKind.Experiment && place.Slug.Value.StartsWith("plan/", StringComparison.Ordinal))
        {
            findings.Add(DiagnosticCatalogue.ReservedSlug.At(DocumentCursor.OfFile(path)));
            refused.Add(path);
        }
        else if (paths.TryAdd((place.Kind, place.Slug), path))
        {
            if (!byKind.TryGetValue(place.Kind, out var list)) byKind[place.Kind] = list = [];
            list.Add(place.Slug.Value);
        }
        else
        {
            Refuse(path, paths[(place.Kind, place.Slug)], place);
        }
    }

    private void Refuse(string path, string other, DocumentPlace place)
    {
        var kind = RepositoryLayout.NameOf(place.Kind);
        findings.Add(DiagnosticCatalogue.SameSlug.At(DocumentCursor.OfFile(path), kind, place.Slug.Value, other));
        findings.Add(DiagnosticCatalogue.SameSlug.At(DocumentCursor.OfFile(other), kind, place.Slug.Value, path));
        refused.Add(path);
        refused.Add(other);
    }
}
