using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Guards;

/// <summary>
/// What a pre-check or a safeguard asks: an HTTP endpoint (200 and <c>{"ok": true, "reason": …}</c>), or a Chaos Toolkit probe with its
/// tolerance. It is asked by the engines, as an experiment of its own, so that substitution, secrets and time-outs are theirs.
/// </summary>
public sealed record GuardQuestion
{
    /// <summary>What people call it: its title, else its slug.</summary>
    public required string Title { get; init; }

    /// <summary>The endpoint; null where it is a probe.</summary>
    public string? Url { get; init; }

    /// <summary>Headers that the endpoint is sent.</summary>
    public DataNode.Mapping? Headers { get; init; }

    /// <summary>The probe; null where it is an endpoint.</summary>
    public DataNode.Mapping? Probe { get; init; }

    /// <summary><c>configuration</c> and <c>secrets</c> as in an experiment: what <c>${name}</c> stands for.</summary>
    public DataNode.Mapping? Configuration { get; init; }

    public DataNode.Mapping? Secrets { get; init; }

    /// <summary>Longest time for an answer; later ones are a refusal.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The experiment that asks it: the endpoint as the method's one probe, or the probe as a hypothesis.</summary>
    public ExperimentDocument AsExperiment(Slug slug)
    {
        var source = DataNode.Mapping.Create(("title", DataNode.Of(Title)), ("description", DataNode.Of("The guard " + slug.Value)));
        if (Configuration is { } configuration) source = source.With("configuration", configuration);
        if (Secrets is { } secrets) source = source.With("secrets", secrets);
        source = Probe is { } probe
            ? source.With(ExperimentReader.HypothesisKey, DataNode.Mapping.Create(("title", DataNode.Of(Title)), ("probes", ListOf(probe)))).With("method", DataNode.Sequence.Empty)
            : source.With("method", ListOf(EndpointProbe()));
        return new()
        {
            Slug = slug,
            Path = $"integrations/{slug}.yaml",
            Experiment = ExperimentReader.Read(source),
            Content = Encoding.UTF8.GetBytes(JsonWriter.Compact(source)),
            Extension = ".json",
            ContentHash = ContentHash.Of(source),
        };
    }

    /// <summary>What the engine's journal says to it. Whatever is not clearly a yes is a no.</summary>
    public GuardAnswer AnswerOf(DataNode.Mapping journal)
    {
        var read = Journal.Read(journal);
        if (Probe is null) return EndpointAnswer.Of(read);
        if (read.Before is not { } state) return GuardAnswer.No("the probe could not be asked");
        return state.Met ? GuardAnswer.Yes("the probe is within its tolerance") : GuardAnswer.No(Deviation.FirstOf(read) is { } deviation ? deviation.Sentence().TrimEnd('.') : "the probe is out of its tolerance");
    }

    private DataNode.Mapping EndpointProbe()
    {
        var provider = DataNode.Mapping.Create(("type", DataNode.Of("http")), ("url", DataNode.Of(Url ?? "")));
        if (Headers is { } headers) provider = provider.With("headers", headers);
        return DataNode.Mapping.Create(("type", DataNode.Of("probe")), ("name", DataNode.Of(Title)), ("provider", provider));
    }

    private static DataNode.Sequence ListOf(DataNode item) => new(ImmutableArray.Create(item));
}
