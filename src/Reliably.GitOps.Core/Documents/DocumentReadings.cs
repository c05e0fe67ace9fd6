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

/// <summary>Reads one file by itself, as the kind it is by its place.</summary>
internal static class DocumentReadings
{
    public static DocumentReading LeaveOut(RepositoryFile file, DocumentPlace place) => new() { File = file, Place = place, LeftOut = true };

    /// <summary>The reading of a file of a repository.</summary>
    public static DocumentReading Read(RepositoryFile file, DocumentPlace place) => Read(file, place, asked: false);

    /// <summary>The reading of a file that somebody named: it is what they say, also where it does not look like it.</summary>
    public static DocumentReading ReadAs(RepositoryFile file, DocumentKind kind) => Read(file, new(kind, Slug.Parse("document")), asked: true);

    private static DocumentReading Read(RepositoryFile file, DocumentPlace place, bool asked)
    {
        var findings = new DiagnosticList();
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        findings.Add(diagnostics);
        if (node is null) return Reading(findings, new() { File = file, Place = place });
        var root = DocumentCursor.Root(file.Path, node);
        if (place.Kind == DocumentKind.Settings)
        {
            return Reading(findings, new() { File = file, Place = place, Root = root, Document = SettingsReader.Read(root, findings) });
        }

        if (node is not DataNode.Mapping)
        {
            findings.Add(DiagnosticCatalogue.NotADocument(file.Path, node));
            return Reading(findings, new() { File = file, Place = place });
        }

        if (!asked && IsStranger(place, root)) return Reading(findings, new() { File = file, Place = place, Stranger = root.Head() with { Node = DataNode.None } });
        var document = ReadDocument(new(file, place, root), findings);
        return Reading(findings, new()
        {
            File = file,
            Place = place,
            Root = place.Kind == DocumentKind.Experiment ? null : root,
            Document = findings.Errors == 0 || place.Kind == DocumentKind.Plan ? document : null,
        });
    }

    private static DocumentReading Reading(DiagnosticList findings, DocumentReading reading) => new()
    {
        File = reading.File,
        Place = reading.Place,
        Root = reading.Root,
        Document = reading.Document,
        Stranger = reading.Stranger,
        Findings = DiagnosticOrder.ByPlace(findings.ToImmutable()),
        HasErrors = findings.Errors > 0,
    };

    private static object? ReadDocument(DocumentSource source, DiagnosticList findings)
    {
        switch (source.Place.Kind)
        {
            case DocumentKind.Experiment:
                ExperimentRules.Check(source.Root, findings);
                return findings.Errors > 0 ? null : ExperimentDocuments.Create(source.Path, source.Slug, (DataNode.Mapping)source.Root.Node, source.File.Content);
            case DocumentKind.Template:
                ExperimentRules.Check(source.Root, findings);
                return TemplateReader.Read(source, findings);
            case DocumentKind.Starter:
                return StarterReader.Read(source, findings);
            case DocumentKind.Environment:
                return EnvironmentReader.Read(source, findings);
            case DocumentKind.Deployment:
                return DeploymentReader.Read(source, findings);
            case DocumentKind.Integration:
                return IntegrationReader.Read(source, findings);
            case DocumentKind.Plan:
                return PlanReader.Read(source, findings);
            default:
                return null;
        }
    }

    private static bool IsStranger(DocumentPlace place, DocumentCursor root) =>
        place.Kind == DocumentKind.Experiment && root.Node is DataNode.Mapping { Entries.Length: > 0 } mapping
        && !mapping.Has("title") && !mapping.Has("method") && !mapping.Has(ExperimentReader.HypothesisKey);
}
