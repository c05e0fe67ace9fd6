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
    /// <param name="mayHoldSecrets">Whether the settings turn off what is said of texts that look like secrets.</param>
    public static DocumentReading Read(RepositoryFile file, DocumentPlace place, bool mayHoldSecrets = false) =>
        Read(file, place, asked: false, new() { Ignored = mayHoldSecrets ? IgnoredFindings.OfSecrets : [] });

    /// <summary>The reading of a file that somebody named: it is what they say, also where it does not look like it.</summary>
    public static DocumentReading ReadAs(RepositoryFile file, DocumentKind kind) => Read(file, new(kind, Slug.Parse("document")), asked: true, new());

    private static DocumentReading Read(RepositoryFile file, DocumentPlace place, bool asked, DiagnosticList findings)
    {
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        findings.Add(diagnostics);
        if (node is null) return Reading(findings, new() { File = file, Place = place });
        var root = DocumentCursor.Root(file.Path, node);
        if (place.Kind == DocumentKind.Settings)
        {
            Secrets(file, place, root, findings);
            return Reading(findings, new() { File = file, Place = place, Root = root, Document = SettingsReader.Read(root, findings) });
        }

        if (node is not DataNode.Mapping)
        {
            findings.Add(DiagnosticCatalogue.NotADocument(file.Path, node));
            return Reading(findings, new() { File = file, Place = place });
        }

        if (!asked && IsStranger(place, root)) return Reading(findings, new() { File = file, Place = place, Stranger = root.Head() with { Node = DataNode.None } });
        Secrets(file, place, root, findings);
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
        Findings = FindingsLimit.Hold(DiagnosticOrder.ByPlace(findings.ToImmutable())),
        HasErrors = findings.Errors > 0,
        MayHoldSecrets = !findings.Ignored.IsEmpty,
    };

    /// <summary>Whatever the kind, and in comments too. The rules of experiments look at the values themselves, for a run looks as well.</summary>
    private static void Secrets(RepositoryFile file, DocumentPlace place, DocumentCursor root, DiagnosticList findings)
    {
        if (place.Kind is not (DocumentKind.Experiment or DocumentKind.Template)) SecretLiterals.Check(root, findings);
        if (DocumentReader.ExtensionOf(file.Path) != ".json") SecretComments.Check(file.Path, file.Content.Span, findings);
    }

    private static object? ReadDocument(DocumentSource source, DiagnosticList findings)
    {
        switch (source.Place.Kind)
        {
            case DocumentKind.Experiment:
                ExperimentRules.Check(source.Root, findings);
                AdviceRules.Check(source.Root, findings);
                return findings.Errors > 0 ? null : ExperimentDocument.OfFile(source.File, source.Slug, (DataNode.Mapping)source.Root.Node);
            case DocumentKind.Template:
                ExperimentRules.Check(source.Root, findings, TemplateReader.Prefix);
                AdviceRules.Check(source.Root, findings);
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
