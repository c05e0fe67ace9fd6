using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Templates;

/// <summary>What became of a template with its values: a plain experiment, or what is wrong with the values.</summary>
public sealed record TemplateExpansion
{
    /// <summary>The experiment; null where a value is wrong.</summary>
    public DataNode.Mapping? Experiment { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>
/// Makes a plain experiment of a template: every value becomes the <c>default</c> of its configuration entry, so that <c>chaos run</c> takes
/// the result as it is, and the result says which template and version it came from.
/// </summary>
public static class TemplateExpander
{
    /// <summary>Fills a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="values">A mapping of parameters to values, with its place for what is wrong with them.</param>
    public static TemplateExpansion Expand(Template template, DocumentCursor values)
    {
        var findings = new DiagnosticList();
        var mapping = values.Node as DataNode.Mapping ?? DataNode.Mapping.Empty;
        CheckNames(template, values, mapping, findings);
        var configuration = template.Experiment.Configuration;
        foreach (var parameter in template.Parameters)
        {
            var given = mapping[parameter.Name];
            if (given is not null) ParameterRules.Check(parameter, values.Field(parameter.Name)!, findings);
            else if (parameter.Required && parameter.Default is null)
            {
                findings.Add(DiagnosticCatalogue.MissingParameter.At(values.Head(), template.Slug.Value, parameter.Name));
            }

            if ((given ?? parameter.Default) is not { } value) continue;
            var entry = (DataNode.Mapping)configuration[parameter.Name]!;
            configuration = configuration.With(parameter.Name, entry.With("default", value));
        }

        if (findings.Errors > 0) return new() { Diagnostics = findings.ToImmutable() };
        var experiment = template.Experiment.Source;
        if (template.Parameters.Length > 0) experiment = experiment.With("configuration", configuration);
        return new() { Experiment = experiment.With("extensions", Extensions(template)), Diagnostics = findings.ToImmutable() };
    }

    private static void CheckNames(Template template, DocumentCursor values, DataNode.Mapping mapping, DiagnosticList findings)
    {
        var names = template.Parameters.Select(static parameter => parameter.Name).ToList();
        foreach (var entry in mapping.Entries.Where(entry => !names.Contains(entry.Name)))
        {
            var known = names.Count == 0 ? "It has none." : "It has " + string.Join(", ", names) + ".";
            findings.Add(DiagnosticCatalogue.UnknownParameter.At(
                values.AtKey(entry), template.Slug.Value, entry.Name, Nearest.Hint(entry.Name, names, known)));
        }
    }

    private static DataNode.Sequence Extensions(Template template)
    {
        var others = (template.Experiment.Source["extensions"] as DataNode.Sequence)?.Items ?? [];
        var origin = DataNode.Mapping.Create(
            ("name", DataNode.Of(TemplateReader.Extension)),
            ("template", DataNode.Mapping.Create(("name", DataNode.Of(template.Slug.Value)), ("version", DataNode.Of(template.Version)))));
        return new([.. others.Where(static item => !IsOurs(item)), origin]);
    }

    internal static bool IsOurs(DataNode item) =>
        item is DataNode.Mapping mapping && mapping["name"] is DataNode.Text { Value: TemplateReader.Extension };
}
