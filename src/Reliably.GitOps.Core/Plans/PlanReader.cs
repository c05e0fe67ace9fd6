using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Plans;

/// <summary>Reads a plan. Whether what it names exists is for <c>ReferenceRules</c>.</summary>
internal static class PlanReader
{
    /// <summary>The plan as far as it can be read; null where it is no mapping.</summary>
    public static Plan? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "a plan", findings) is not { } reader) return null;
        var title = reader.Text("title");
        reader.Text("description");
        var template = Template(reader);
        var experiments = Experiments(reader, template);
        var schedule = reader.Require("schedule") is { } written ? ScheduleReader.Read(written, findings) : null;
        var plan = new Plan
        {
            Slug = source.Slug,
            Path = source.Path,
            Title = title ?? source.Slug.Value,
            Experiments = template is null ? experiments : [ExperimentOf(source.Slug)],
            Template = template,
            Deployment = reader.Name("deployment") is { } deployment ? RepositoryLayout.Referred(DocumentKind.Deployment, deployment) : Slug.Parse("local"),
            Environment = reader.Name("environment") is { } environment ? RepositoryLayout.Referred(DocumentKind.Environment, environment) : null,
            Schedule = schedule ?? new Schedule.Manual(),
            InstantPlace = source.Root.Field("schedule")?.Field("at")?.Span ?? default,
            Concurrency = reader.Mapping("concurrency") is { } concurrency ? Concurrency(concurrency) : null,
            Timeout = reader.PositiveDuration("timeout") ?? TimeSpan.FromHours(1),
            Integrations = [.. reader.Names("integrations").Select(static name => RepositoryLayout.Referred(DocumentKind.Integration, name))],
            Suspended = reader.Flag("suspend"),
            StopOnDeviated = reader.OneOf("stop-on", "deviated") is not null,
            RollbackStrategy = reader.OneOf("rollback-strategy", "default", "always", "never", "deviated"),
            ContentHash = ContentHash.Of(source.Root.Node),
        };
        reader.Close();
        return plan;
    }

    /// <summary>The name of the experiment that a plan makes from its template.</summary>
    public static Slug ExperimentOf(Slug plan) => Slug.Parse("plan/" + plan.Value);

    private static TemplateUse? Template(MappingReader reader)
    {
        var name = reader.Name("template");
        var values = reader.Mapping("with");
        if (values is not null && !reader.Has("template"))
        {
            reader.Findings.Add(DiagnosticCatalogue.WithWithoutTemplate.At(values.At));
        }

        if (name is not { } template) return null;
        var entries = (values?.At.Node as DataNode.Mapping)?.Entries ?? [];
        return new(
            RepositoryLayout.Referred(DocumentKind.Template, template),
            entries.ToImmutableSortedDictionary(static entry => entry.Name, static entry => entry.Value, StringComparer.Ordinal));
    }

    private static ImmutableArray<Slug> Experiments(MappingReader reader, TemplateUse? template)
    {
        var written = reader.List("experiments");
        if (reader.Has("experiments") == reader.Has("template"))
        {
            var how = reader.Has("template") ? "not both" : "one of them";
            reader.Findings.Add(DiagnosticCatalogue.PlanWithoutExperiment.At(reader.At.Head(), how));
        }
        else if (template is null && reader.At.Field("experiments") is { Node: DataNode.Sequence { Items.Length: 0 } } empty)
        {
            reader.Findings.Add(DiagnosticCatalogue.NoExperiments.At(empty));
        }

        var seen = new HashSet<Slug>();
        var names = ImmutableArray.CreateBuilder<Slug>();
        foreach (var item in written)
        {
            if (reader.NameOf(item, "An item of `experiments`") is not { } name) continue;
            var slug = RepositoryLayout.Referred(DocumentKind.Experiment, name);
            if (!seen.Add(slug)) reader.Findings.Add(DiagnosticCatalogue.NamedTwice.At(item, slug.Value));
            names.Add(slug);
        }

        return names.ToImmutable();
    }

    private static Concurrency? Concurrency(MappingReader reader)
    {
        var group = reader.RequiredText("group");
        var policy = reader.OneOf("policy", "forbid", "queue", "replace") switch
        {
            "queue" => ConcurrencyPolicy.Queue,
            "replace" => ConcurrencyPolicy.Replace,
            _ => ConcurrencyPolicy.Forbid,
        };
        reader.Close();
        return group is null ? null : new(group, policy);
    }
}
