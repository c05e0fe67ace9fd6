using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Reads all documents of a repository at once. Every mistake of every file is found in one pass, one bad file never hides another, and what
/// the mistakes of one document would cause in others is not reported again.
/// </summary>
public static class SnapshotReader
{
    /// <summary>Reads the files of a repository; those that are no documents are passed over.</summary>
    public static RepositorySnapshot Read(IEnumerable<RepositoryFile> files, CommitSha? commit)
    {
        var documents = files.Select(static file => (File: file, Place: RepositoryLayout.Classify(file.Path)))
            .Where(static document => document.Place is not null && document.Place.Kind != DocumentKind.Server)
            .OrderBy(static document => document.File.Path, StringComparer.Ordinal)
            .Select(static document => (document.File, Place: document.Place!))
            .ToList();
        var reading = new SnapshotReading();
        var settings = documents.Where(static document => document.Place.Kind == DocumentKind.Settings).ToList();
        foreach (var (file, place) in settings) reading.ReadSettings(file, place);
        foreach (var (file, place) in documents.Except(settings).Where(document => reading.Counts(document.Place))) reading.Read(file, place);
        return reading.Finish() with { Commit = commit };
    }

    /// <summary>The findings of one file by itself, as of the kind it is said to be; its references are not followed.</summary>
    public static ImmutableArray<Diagnostic> ReadAlone(RepositoryFile file, DocumentKind kind)
    {
        if (kind == DocumentKind.Server) return ServerConfigurationReader.Read(file, ImmutableDictionary<string, string>.Empty).Diagnostics;
        var reading = new SnapshotReading { Alone = true };
        var place = new DocumentPlace(kind, Slug.Parse("document"));
        if (kind == DocumentKind.Settings) reading.ReadSettings(file, place);
        else reading.Read(file, place);
        return reading.FindingsAlone();
    }
}

/// <summary>A snapshot while it is being read.</summary>
internal sealed class SnapshotReading
{
    private readonly DiagnosticList findings = new();
    private readonly Dictionary<(DocumentKind, Slug), string> paths = [];
    private readonly SortedDictionary<string, List<DocumentCursor>> strangers = new(StringComparer.Ordinal);
    private readonly Builders builders = new();
    private readonly List<(Plan Plan, DocumentCursor Root, bool Good)> plans = [];
    private readonly List<(Starter Starter, DocumentCursor Root)> starters = [];
    private RepositorySettings settings = RepositorySettings.Default;

    /// <summary>The file is read because somebody named it, so it is what they say.</summary>
    public bool Alone { get; init; }

    public void ReadSettings(RepositoryFile file, DocumentPlace place)
    {
        if (!IsNew(file, place)) return;
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        findings.Add(diagnostics);
        if (node is not null) settings = SettingsReader.Read(DocumentCursor.Root(file.Path, node), findings);
    }

    /// <summary>False for an experiment that the settings leave out.</summary>
    public bool Counts(DocumentPlace place)
    {
        if (place.Kind != DocumentKind.Experiment) return true;
        var included = settings.IncludeExperiments.IsEmpty || settings.IncludeExperiments.Any(pattern => Selects(pattern, place.Slug));
        return included && !settings.ExcludeExperiments.Any(pattern => Selects(pattern, place.Slug));
    }

    public void Read(RepositoryFile file, DocumentPlace place)
    {
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        findings.Add(diagnostics);
        if (node is not null && !Alone && IsStranger(file, place, node)) return;
        var good = IsNew(file, place);
        if (node is null) return;
        if (node is not DataNode.Mapping mapping)
        {
            findings.Add(DiagnosticCatalogue.NotADocument(file.Path, node));
            return;
        }

        if (place.Kind == DocumentKind.Plan)
        {
            ReadPlan(new(file, place, DocumentCursor.Root(file.Path, mapping)), good);
            return;
        }

        var before = findings.Errors;
        var add = ReadDocument(new(file, place, DocumentCursor.Root(file.Path, mapping)));
        if (good && findings.Errors == before) add?.Invoke();
    }

    public ImmutableArray<Diagnostic> FindingsAlone()
    {
        Strangers();
        return DiagnosticOrder.ByPlace(findings.ToImmutable());
    }

    public RepositorySnapshot Finish()
    {
        Strangers();
        SlugRules.Check(paths, findings, builders);
        var references = new ReferenceRules(paths, builders, findings);
        foreach (var (plan, root, good) in plans)
        {
            var isClear = paths[(DocumentKind.Plan, plan.Slug)].Length > 0;
            if (references.Resolve(plan, root) is { } resolved && good && isClear) builders.Add(resolved);
        }

        foreach (var (starter, root) in starters) references.Check(starter, root);
        return builders.ToSnapshot() with { Settings = settings, Diagnostics = DiagnosticOrder.ByPlace(findings.ToImmutable()) };
    }

    private Action? ReadDocument(DocumentSource source)
    {
        switch (source.Place.Kind)
        {
            case DocumentKind.Experiment:
                ExperimentRules.Check(source.Root, findings);
                var experiment = ExperimentDocuments.Create(source.Path, source.Slug, (DataNode.Mapping)source.Root.Node, source.File.Content);
                return () => builders.Experiments[source.Slug] = experiment;
            case DocumentKind.Template:
                ExperimentRules.Check(source.Root, findings);
                return Keep(TemplateReader.Read(source, findings), template => builders.Templates[source.Slug] = template);
            case DocumentKind.Starter:
                return Keep(StarterReader.Read(source, findings), starter =>
                {
                    builders.Starters[source.Slug] = starter;
                    starters.Add((starter, source.Root));
                });
            case DocumentKind.Environment:
                return Keep(EnvironmentReader.Read(source, findings), environment => builders.Environments[source.Slug] = environment);
            case DocumentKind.Deployment:
                return Keep(DeploymentReader.Read(source, findings), deployment => builders.Deployments[source.Slug] = deployment);
            case DocumentKind.Integration:
                return Keep(IntegrationReader.Read(source, findings), integration => builders.Integrations[source.Slug] = integration);
            default:
                return null;
        }
    }

    /// <summary>The names in a plan are followed later, and also where something else in it is wrong: all mistakes at once.</summary>
    private void ReadPlan(DocumentSource source, bool good)
    {
        var before = findings.Errors;
        if (PlanReader.Read(source, findings) is { } plan && good) plans.Add((plan, source.Root, findings.Errors == before));
    }

    private static Action? Keep<T>(T? document, Action<T> add)
        where T : class => document is null ? null : () => add(document);

    /// <summary>A mapping below experiments/ that does not look like an experiment at all: data that lies beside them.</summary>
    private bool IsStranger(RepositoryFile file, DocumentPlace place, DataNode node)
    {
        if (place.Kind != DocumentKind.Experiment || node is not DataNode.Mapping { Entries.Length: > 0 } mapping) return false;
        if (mapping.Has("title") || mapping.Has("method") || mapping.Has(ExperimentReader.HypothesisKey)) return false;
        var folder = file.Path[..(file.Path.LastIndexOf('/') + 1)];
        if (!strangers.TryGetValue(folder, out var list)) strangers[folder] = list = [];
        list.Add(DocumentCursor.Root(file.Path, mapping).Head());
        return true;
    }

    private void Strangers()
    {
        foreach (var (folder, files) in strangers)
        {
            var what = files.Count == 1 ? "A file" : FormattableString.Invariant($"{files.Count} files of {folder}");
            findings.Add(DiagnosticCatalogue.NotAnExperiment.At(files[0], what));
        }
    }

    /// <summary>Takes the name of a document; false, with findings on both, where another file has it.</summary>
    private bool IsNew(RepositoryFile file, DocumentPlace place)
    {
        if (place.Kind == DocumentKind.Experiment && place.Slug.Value.StartsWith("plan/", StringComparison.Ordinal))
        {
            findings.Add(DiagnosticCatalogue.ReservedSlug.At(DocumentCursor.OfFile(file.Path)));
            return false;
        }

        if (paths.TryAdd((place.Kind, place.Slug), file.Path)) return true;
        var other = paths[(place.Kind, place.Slug)];
        var kind = RepositoryLayout.NameOf(place.Kind);
        findings.Add(DiagnosticCatalogue.SameSlug.At(DocumentCursor.OfFile(file.Path), kind, place.Slug.Value, other));
        findings.Add(DiagnosticCatalogue.SameSlug.At(DocumentCursor.OfFile(other), kind, place.Slug.Value, file.Path));
        builders.Remove(place);
        plans.RemoveAll(one => place.Kind == DocumentKind.Plan && one.Plan.Slug == place.Slug);
        return false;
    }

    private static bool Selects(string pattern, Slug slug)
    {
        var below = pattern.StartsWith("experiments/", StringComparison.Ordinal) ? pattern["experiments/".Length..] : pattern;
        return GlobPattern.Matches(below, slug.Value) || GlobPattern.Matches(WithoutExtension(below), slug.Value) || (!below.Contains('*', StringComparison.Ordinal) && GlobPattern.Matches(below + "/**", slug.Value));
    }

    private static string WithoutExtension(string pattern) => pattern[..^(DocumentReader.ExtensionOf(pattern)?.Length ?? 0)];
}
