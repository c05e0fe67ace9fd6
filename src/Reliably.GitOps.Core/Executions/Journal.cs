using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// A Chaos Toolkit journal (https://chaostoolkit.org/reference/api/journal/), typed. Reading is total: what is missing or of another type is
/// null or empty, so journals of every library version and damaged ones can be shown.
/// </summary>
public sealed record Journal
{
    public required DataNode.Mapping Source { get; init; }

    public string? Status { get; init; }

    public bool Deviated { get; init; }

    /// <summary>The dry mode, <c>experiment.dry</c>; null for a real run.</summary>
    public string? Dry { get; init; }

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    /// <summary>Whole duration in seconds.</summary>
    public double? Duration { get; init; }

    public SteadyState? Before { get; init; }

    public SteadyState? After { get; init; }

    public ImmutableArray<SteadyState> During { get; init; } = [];

    public ImmutableArray<ActivityRun> Run { get; init; } = [];

    public ImmutableArray<ActivityRun> Rollbacks { get; init; } = [];

    /// <summary>The experiment as the engine ran it.</summary>
    public DataNode.Mapping Experiment => Source["experiment"] as DataNode.Mapping ?? DataNode.Mapping.Empty;

    /// <summary>Reads a journal's text; null where it is not a JSON object.</summary>
    public static Journal? TryParse(string text)
    {
        var node = JsonReader.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _);
        return node is DataNode.Mapping mapping ? Read(mapping) : null;
    }

    public static Journal Read(DataNode.Mapping source)
    {
        var states = source["steady_states"] as DataNode.Mapping ?? DataNode.Mapping.Empty;
        return new()
        {
            Source = source,
            Status = TextOf(source["status"]),
            Deviated = source["deviated"] is DataNode.Boolean { Value: true },
            Dry = DryOf((source["experiment"] as DataNode.Mapping)?["dry"]),
            Start = TimeOf(source["start"]),
            End = TimeOf(source["end"]),
            Duration = NumberOf(source["duration"]),
            Before = SteadyState.Read(states["before"]),
            After = SteadyState.Read(states["after"]),
            During = states["during"] switch
            {
                DataNode.Sequence sequence => [.. sequence.Items.Select(SteadyState.Read).OfType<SteadyState>()],
                DataNode.Mapping single => [.. new[] { SteadyState.Read(single) }.OfType<SteadyState>()],
                _ => [],
            },
            Run = ActivityRun.ReadAll(source["run"]),
            Rollbacks = ActivityRun.ReadAll(source["rollbacks"]),
        };
    }

    internal static string? TextOf(DataNode? node) => (node as DataNode.Text)?.Value;

    internal static double? NumberOf(DataNode? node) => node switch
    {
        DataNode.Float number => number.Value,
        DataNode.Integer integer => (double)integer.Value,
        _ => null,
    };

    /// <summary>A word since 1.22; before, true or false, and true meant every activity.</summary>
    private static string? DryOf(DataNode? node) => node is DataNode.Boolean flag ? flag.Value ? "activities" : null : TextOf(node);

    /// <summary>Times have their offset since 1.43.1; before, they are UTC without saying so. A whole second has no fraction.</summary>
    internal static DateTimeOffset? TimeOf(DataNode? node) =>
        DateTimeOffset.TryParse(TextOf(node), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}

/// <summary>One pass over the steady-state hypothesis.</summary>
public sealed record SteadyState(bool Met, ImmutableArray<ActivityRun> Probes)
{
    internal static SteadyState? Read(DataNode? node) => node is DataNode.Mapping mapping
        ? new(mapping["steady_state_met"] is DataNode.Boolean { Value: true }, ActivityRun.ReadAll(mapping["probes"]))
        : null;
}

/// <summary>One activity as it was carried out.</summary>
public sealed record ActivityRun
{
    public required DataNode.Mapping Source { get; init; }

    /// <summary>The definition of the activity, with references resolved and nothing substituted.</summary>
    public DataNode.Mapping Activity => Source["activity"] as DataNode.Mapping ?? DataNode.Mapping.Empty;

    public string Name => Journal.TextOf(Activity["name"]) ?? "(unnamed)";

    /// <summary><c>probe</c> or <c>action</c>.</summary>
    public string Type => Journal.TextOf(Activity["type"]) ?? "activity";

    /// <summary><c>succeeded</c> or <c>failed</c>; null where it was cut off or ended in an error.</summary>
    public string? Status => Journal.TextOf(Source["status"]);

    public bool Succeeded => Status == "succeeded";

    public DataNode? Output => Source["output"];

    public bool? ToleranceMet => (Source["tolerance_met"] as DataNode.Boolean)?.Value;

    public DateTimeOffset? Start => Journal.TimeOf(Source["start"]);

    public DateTimeOffset? End => Journal.TimeOf(Source["end"]);

    /// <summary>Duration in seconds, without pauses.</summary>
    public double? Duration => Journal.NumberOf(Source["duration"]);

    /// <summary>The last line of the exception; null where there was none.</summary>
    public string? Failure => Source["exception"] is DataNode.Sequence { Items: [.., DataNode.Text last] } ? last.Value.Trim() : null;

    internal static ImmutableArray<ActivityRun> ReadAll(DataNode? node) => node is DataNode.Sequence sequence
        ? [.. sequence.Items.OfType<DataNode.Mapping>().Select(static item => new ActivityRun { Source = item })]
        : [];
}
