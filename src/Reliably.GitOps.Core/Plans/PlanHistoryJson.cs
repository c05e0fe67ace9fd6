using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Writes and reads what the service remembers of a repository's schedules.</summary>
public static class PlanHistoryJson
{
    public static string Write(PlanHistory history)
    {
        var plans = history.Plans.Select(static item => new MappingEntry(DataNode.Of(item.Key.Value), Write(item.Value)));
        return JsonWriter.Indented(DataNode.Mapping.Create(
            ("watermark", history.Watermark is { } commit ? DataNode.Of(commit.Value) : DataNode.None),
            ("plans", new DataNode.Mapping([.. plans])))) + "\n";
    }

    /// <summary>Reads it; what is damaged counts as forgotten, which is first contact and never a start.</summary>
    public static PlanHistory Read(string text)
    {
        if (JsonReader.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _) is not DataNode.Mapping root) return PlanHistory.Empty;
        var plans = ImmutableSortedDictionary.CreateBuilder<Slug, PlanMemory>();
        foreach (var entry in (root["plans"] as DataNode.Mapping ?? DataNode.Mapping.Empty).Entries)
        {
            if (Slug.TryParse(entry.Name, out var slug) && entry.Value is DataNode.Mapping value && Read(value) is { } memory) plans[slug] = memory;
        }

        return new() { Watermark = CommitSha.TryParse(TextOf(root["watermark"]), out var commit) ? commit : null, Plans = plans.ToImmutable() };
    }

    private static DataNode.Mapping Write(PlanMemory memory) => DataNode.Mapping.Create(
        ("subject", DataNode.Of(memory.Subject)),
        ("schedule", DataNode.Of(memory.Schedule)),
        ("known_since", DataNode.Of(TimeText(memory.KnownSince))),
        ("last_instant", memory.LastInstant is { } last ? DataNode.Of(TimeText(last)) : DataNode.None),
        ("waiting", DataNode.Of(memory.Waiting)));

    private static PlanMemory? Read(DataNode.Mapping value)
    {
        if (TextOf(value["subject"]) is not { } subject || TextOf(value["schedule"]) is not { } schedule || TimeOf(value["known_since"]) is not { } since) return null;
        return new()
        {
            Subject = subject,
            Schedule = schedule,
            KnownSince = since,
            LastInstant = TimeOf(value["last_instant"]),
            Waiting = value["waiting"] is DataNode.Boolean { Value: true },
        };
    }

    private static string? TextOf(DataNode? node) => (node as DataNode.Text)?.Value;

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeOf(DataNode? node) =>
        DateTimeOffset.TryParse(TextOf(node), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
