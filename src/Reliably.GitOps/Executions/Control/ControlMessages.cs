using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Control;

/// <summary>What is asked of a running execution.</summary>
internal enum ControlVerb
{
    List,
    Stop,
    Pause,
    Resume,
}

/// <summary>A request to a process with running executions.</summary>
internal sealed record ControlRequest
{
    public required ControlVerb Verb { get; init; }

    /// <summary>The whole identifier; not needed to list.</summary>
    public string? Execution { get; init; }

    public string? Who { get; init; }

    public string? Why { get; init; }

    public bool Rollbacks { get; init; } = true;

    /// <summary>How long to pause; null until somebody resumes.</summary>
    public TimeSpan? For { get; init; }
}

/// <summary>An execution of some process of this machine.</summary>
internal sealed record ListedExecution
{
    public required ExecutionId Id { get; init; }

    public required string Experiment { get; init; }

    public string? Plan { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>As in <see cref="RunControl.Status"/>.</summary>
    public required string Status { get; init; }
}

/// <summary>What a process answers.</summary>
internal sealed record ControlReply
{
    public required ControlAnswer Answer { get; init; }

    public ImmutableArray<ListedExecution> Executions { get; init; } = [];
}

/// <summary>Requests and replies as one line of JSON each.</summary>
internal static class ControlMessages
{
    private const int LongestReason = 500;

    public static string Write(ControlRequest request) => JsonWriter.Compact(DataNode.Mapping.Create(
        ("verb", DataNode.Of(NameOf(request.Verb))),
        ("execution", Optional(request.Execution)),
        ("who", Optional(request.Who)),
        ("why", Optional(request.Why)),
        ("rollbacks", DataNode.Of(request.Rollbacks)),
        ("for_seconds", request.For is { } time ? DataNode.Of(time.TotalSeconds) : DataNode.None)));

    /// <summary>Null where it is none, or of a later version.</summary>
    public static ControlRequest? ReadRequest(ReadOnlySpan<byte> line)
    {
        if (JsonReader.TryParse(line.ToArray(), out _) is not DataNode.Mapping root) return null;
        ControlVerb? verb = TextOf(root, "verb") switch
        {
            "list" => ControlVerb.List,
            "stop" => ControlVerb.Stop,
            "pause" => ControlVerb.Pause,
            "resume" => ControlVerb.Resume,
            _ => null,
        };
        return verb is not { } known ? null : new()
        {
            Verb = known,
            Execution = TextOf(root, "execution"),
            Who = Tidy(TextOf(root, "who")),
            Why = Tidy(TextOf(root, "why")),
            Rollbacks = root["rollbacks"] is not DataNode.Boolean { Value: false },
            For = SecondsOf(root["for_seconds"]) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    public static string Write(ControlReply reply) => JsonWriter.Compact(DataNode.Mapping.Create(
        ("done", DataNode.Of(reply.Answer.Done)),
        ("text", DataNode.Of(reply.Answer.Text)),
        ("executions", new DataNode.Sequence([.. reply.Executions.Select(static item => DataNode.Mapping.Create(
            ("id", DataNode.Of(item.Id.Value)),
            ("experiment", DataNode.Of(item.Experiment)),
            ("plan", Optional(item.Plan)),
            ("started", DataNode.Of(ExecutionRecordJson.TimeText(item.Started))),
            ("status", DataNode.Of(item.Status))))]))));

    /// <summary>Null where it is none.</summary>
    public static ControlReply? ReadReply(ReadOnlySpan<byte> line)
    {
        if (JsonReader.TryParse(line.ToArray(), out _) is not DataNode.Mapping root || TextOf(root, "text") is not { } text) return null;
        var executions = root["executions"] is DataNode.Sequence list ? list.Items.OfType<DataNode.Mapping>().Select(ListedOf).OfType<ListedExecution>() : [];
        return new() { Answer = new(root["done"] is DataNode.Boolean { Value: true }, text), Executions = [.. executions] };
    }

    public static string NameOf(ControlVerb verb) => verb switch
    {
        ControlVerb.List => "list",
        ControlVerb.Stop => "stop",
        ControlVerb.Pause => "pause",
        _ => "resume",
    };

    private static ListedExecution? ListedOf(DataNode.Mapping item) =>
        ExecutionId.TryParse(TextOf(item, "id"), out var id)
        && DateTimeOffset.TryParse(TextOf(item, "started"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var started)
            ? new() { Id = id, Experiment = TextOf(item, "experiment") ?? "", Plan = TextOf(item, "plan"), Started = started, Status = TextOf(item, "status") ?? "" }
            : null;

    private static double? SecondsOf(DataNode? node) => node switch
    {
        DataNode.Integer integer => Math.Clamp((double)integer.Value, 0, TimeSpan.FromDays(24).TotalSeconds),
        DataNode.Float number when number.Value >= 0 => Math.Min(number.Value, TimeSpan.FromDays(24).TotalSeconds),
        _ => null,
    };

    /// <summary>A reason stands in logs and records: one line, of a bearable length.</summary>
    private static string? Tidy(string? text)
    {
        var tidy = text is null ? "" : string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        return tidy.Length == 0 ? null : tidy.Length > LongestReason ? tidy[..LongestReason] + "…" : tidy;
    }

    private static string? TextOf(DataNode.Mapping root, string name) => (root[name] as DataNode.Text)?.Value;

    private static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(text);
}
