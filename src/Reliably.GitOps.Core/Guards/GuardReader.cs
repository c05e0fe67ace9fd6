using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Guards;

/// <summary>Reads what pre-checks and safeguards ask, and where an auto-pause holds a run.</summary>
internal static class GuardReader
{
    private static readonly string[] Places = ["method", "action", "probe"];

    /// <summary>The question of a guard, from the keys beside its <c>type</c>.</summary>
    public static GuardQuestion Question(MappingReader reader, string title)
    {
        var scope = new ExperimentScope { Findings = reader.Findings, Variables = VariableNames.Of(reader.At) };
        var question = new GuardQuestion
        {
            Title = title,
            Url = reader.Has("url") ? IntegrationReader.Url(reader, substituted: true) : null,
            Headers = Headers(reader, scope),
            Probe = Probe(reader, scope),
            Configuration = reader.Take("configuration")?.Node as DataNode.Mapping,
            Secrets = reader.Take("secrets")?.Node as DataNode.Mapping,
            Timeout = reader.PositiveDuration("timeout") ?? GuardQuestion.DefaultTimeout,
        };
        if (reader.Has("url") == reader.Has("probe")) reader.Findings.Add(DiagnosticCatalogue.GuardAsksNothing.At(reader.At.Head(), reader.Has("url") ? "not both" : "one of them"));
        else if (reader.Has("probe") && reader.At.Field("headers") is { } headers) reader.Findings.Add(DiagnosticCatalogue.HeadersOfProbe.At(headers));
        ConfigurationRules.Check(reader.At, scope);
        SecretRules.Check(reader.At, scope);
        if (reader.At.Field("url") is { } url) SubstitutionRules.Check(url, scope);
        return question;
    }

    public static Integration.Safeguard Safeguard(MappingReader reader, Slug slug, string title)
    {
        var question = Question(reader, title);
        var frequency = reader.PositiveDuration("frequency") ?? TimeSpan.FromSeconds(10);
        return new(question, frequency, reader.OneOf("then", "stop", "pause") == "pause") { Slug = slug };
    }

    public static Integration.AutoPause AutoPause(MappingReader reader, Slug slug)
    {
        var written = reader.RequiredList("at");
        var places = ImmutableArray.CreateBuilder<PausePlace>();
        foreach (var item in written)
        {
            if (reader.TextOf(item, "An item of `at`") is not { } text) continue;
            if (Array.IndexOf(Places, text) is var index and >= 0) places.Add((PausePlace)index);
            else reader.Findings.Add(DiagnosticCatalogue.NotOneOf.At(item, "at", string.Join(", ", Places), text, Nearest.Hint(text, Places, "")));
        }

        if (reader.At.Field("at") is { Node: DataNode.Sequence { Items.Length: 0 } } empty) reader.Findings.Add(DiagnosticCatalogue.PausesNowhere.At(empty));
        return new([.. places.Distinct()], reader.PositiveDuration("for")) { Slug = slug };
    }

    private static DataNode.Mapping? Headers(MappingReader reader, ExperimentScope scope)
    {
        if (reader.Take("headers") is not { } headers) return null;
        if (headers.Node is not DataNode.Mapping mapping)
        {
            reader.Wrong(headers, "`headers`", "a mapping");
            return null;
        }

        foreach (var entry in mapping.Entries) reader.TextOf(headers.AtValue(entry), $"The header '{entry.Name}'");
        SubstitutionRules.Check(headers, scope);
        return mapping;
    }

    private static DataNode.Mapping? Probe(MappingReader reader, ExperimentScope scope)
    {
        if (reader.Take("probe") is not { } probe) return null;
        if (probe.Node is not DataNode.Mapping mapping)
        {
            reader.Wrong(probe, "`probe`", "a mapping");
            return null;
        }

        ActivityRules.Check(probe, DiagnosticCatalogue.UnknownRef, scope);
        ToleranceRules.CheckHypothesisProbe(probe, scope);
        if (probe.Field("type") is { Node: DataNode.Text { Value: "action" } } action) reader.Findings.Add(DiagnosticCatalogue.GuardActs.At(action));
        return mapping;
    }
}
