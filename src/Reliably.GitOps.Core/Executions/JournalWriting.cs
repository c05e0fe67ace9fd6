using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The parts of a journal in the Chaos Toolkit's own form and order of keys (CHAOS-TOOLKIT 11), so that tools that read its journals read ours.
/// </summary>
public static class JournalWriting
{
    /// <summary>The version of the Chaos Toolkit library whose behaviour our engine has.</summary>
    public const string LibraryVersion = "1.45.0";

    /// <summary>Python's <c>datetime.isoformat()</c> in UTC: six digits, none at a whole second, and always <c>+00:00</c>.</summary>
    public static string Time(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var micro = utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return utc.ToString(micro == 0 ? "yyyy-MM-dd'T'HH:mm:ss'+00:00'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds with microseconds, as <c>timedelta.total_seconds()</c>.</summary>
    public static DataNode Seconds(TimeSpan duration) => DataNode.Of(Math.Round(duration.Ticks / TimeSpan.TicksPerMicrosecond / 1e6, 6));

    /// <summary>A whole journal.</summary>
    public static DataNode.Mapping Whole(JournalParts parts)
    {
        var experiment = parts.Experiment.With("dry", parts.Dry is null ? DataNode.None : DataNode.Of(parts.Dry));
        return DataNode.Mapping.Create(
            ("chaoslib-version", DataNode.Of(parts.Engine)),
            ("platform", DataNode.Of(parts.Platform)),
            ("node", DataNode.Of(parts.Node)),
            ("experiment", experiment),
            ("start", DataNode.Of(Time(parts.Start))),
            ("status", DataNode.Of(parts.Status)),
            ("deviated", DataNode.Of(parts.Deviated)),
            ("steady_states", DataNode.Mapping.Create(
                ("before", parts.Before ?? (DataNode)DataNode.None),
                ("after", parts.After ?? (DataNode)DataNode.None),
                ("during", new DataNode.Sequence([.. parts.During])))),
            ("run", new DataNode.Sequence([.. parts.Run])),
            ("rollbacks", new DataNode.Sequence([.. parts.Rollbacks])),
            ("end", DataNode.Of(Time(parts.End))),
            ("duration", DataNode.Of((parts.End - parts.Start).TotalSeconds)));
    }

    /// <summary>One pass over the hypothesis.</summary>
    public static DataNode.Mapping SteadyState(bool? met, IEnumerable<DataNode.Mapping> probes) => DataNode.Mapping.Create(
        ("steady_state_met", met is { } known ? DataNode.Of(known) : DataNode.None),
        ("probes", new DataNode.Sequence([.. probes])));

    /// <summary>One activity. Without a status it ended in an error or was cut off; without an end it was never waited for.</summary>
    public static DataNode.Mapping Entry(JournalEntry entry)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>(8);
        void Add(string key, DataNode value) => entries.Add(new(DataNode.Of(key), value));

        Add("activity", entry.Activity);
        Add("output", entry.Output ?? DataNode.None);
        Add("start", DataNode.Of(Time(entry.Start)));
        if (entry.Status is { } status) Add("status", DataNode.Of(status));
        if (entry.Failure is { } failure)
            Add("exception", new DataNode.Sequence([DataNode.Of($"chaoslib.exceptions.ActivityFailed: {failure}\n")]));
        if (entry.End is { } end)
        {
            Add("end", DataNode.Of(Time(end)));
            Add("duration", Seconds(end - entry.Start));
        }

        if (entry.ToleranceMet is { } met) Add("tolerance_met", DataNode.Of(met));
        return new(entries.ToImmutable());
    }
}

/// <summary>What a journal is made of.</summary>
public sealed record JournalParts
{
    /// <summary>What stands as <c>chaoslib-version</c>.</summary>
    public required string Engine { get; init; }

    public required string Platform { get; init; }

    public required string Node { get; init; }

    /// <summary>The experiment: title substituted, else as it was loaded.</summary>
    public required DataNode.Mapping Experiment { get; init; }

    public string? Dry { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required string Status { get; init; }

    public bool Deviated { get; init; }

    public DataNode.Mapping? Before { get; init; }

    public DataNode.Mapping? After { get; init; }

    public ImmutableArray<DataNode.Mapping> During { get; init; } = [];

    public ImmutableArray<DataNode.Mapping> Run { get; init; } = [];

    public ImmutableArray<DataNode.Mapping> Rollbacks { get; init; } = [];
}

/// <summary>What is known of one activity.</summary>
public sealed record JournalEntry
{
    public required DataNode.Mapping Activity { get; init; }

    public required DateTimeOffset Start { get; init; }

    public DataNode? Output { get; init; }

    /// <summary><c>succeeded</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    public string? Failure { get; init; }

    public DateTimeOffset? End { get; init; }

    public bool? ToleranceMet { get; init; }
}
