using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// What must be the same in two journals, field by field: everything but the machine, the words of other people's errors, and times, of which
/// the form, the type and the order count.
/// </summary>
internal static partial class JournalNormal
{
    /// <summary>Two times are in order where they are less apart than this: activities that start at once have no order.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(20);

    public static string Of(string journal, string address, string folder)
    {
        var node = (DataNode.Mapping)JsonReader.Parse(journal);
        var text = JsonWriter.Indented(Walk(node.With("order", Order(node))));
        return text.Replace(address, "http://stub", StringComparison.Ordinal).Replace(address["http://".Length..], "stub", StringComparison.Ordinal)
            .Replace(folder, "/folder", StringComparison.Ordinal) + "\n";
    }

    private static DataNode Walk(DataNode node) => node switch
    {
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(static entry => entry with { Value = Field(entry) })]),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Walk)]),
        _ => node,
    };

    private static DataNode Field(MappingEntry entry) => entry.Name switch
    {
        "chaoslib-version" or "platform" or "node" => DataNode.Of(entry.Value is DataNode.Text { Value.Length: > 0 } ? "(text)" : "(no text)"),
        "start" or "end" when entry.Value is DataNode.Text time => DataNode.Of(TimeForm().IsMatch(time.Value) ? "(time)" : time.Value),
        "duration" => DataNode.Of(entry.Value is DataNode.Float { Value: >= 0 } ? "(seconds)" : "(no seconds)"),
        "exception" => Words(entry.Value),
        // The Chaos Toolkit writes all secrets into probes of the configuration; we do not.
        "configuration" when entry.Value is DataNode.Mapping configuration => Walk(WithoutSecrets(configuration)),
        _ => Walk(entry.Value),
    };

    private static DataNode.Mapping WithoutSecrets(DataNode.Mapping configuration) =>
        new([.. configuration.Entries.Select(static entry => entry.Value is DataNode.Mapping value && value["provider"] is DataNode.Mapping provider
            ? entry with { Value = value.With("provider", provider.Without("secrets")) }
            : entry)]);

    /// <summary>Its last line, without what a library of the other engine says; before it stand tracebacks of what led to it.</summary>
    private static DataNode Words(DataNode exception)
    {
        if (exception is not DataNode.Sequence { Items: [.., DataNode.Text { Value: var last }] }) return exception;
        var at = last.IndexOf("failed to connect to ", StringComparison.Ordinal);
        return DataNode.Of(at >= 0 ? last[..(at + 21)] : last);
    }

    /// <summary>Whether times follow each other: each start before its end, all inside those of the run, entries in the order they began.</summary>
    private static DataNode.Text Order(DataNode.Mapping journal)
    {
        var (start, end) = (TimeOf(journal["start"]), TimeOf(journal["end"]));
        var entries = new[] { "run", "rollbacks" }.SelectMany(part => ((DataNode.Sequence)journal[part]!).Items).Cast<DataNode.Mapping>().ToList();
        var previous = start;
        foreach (var entry in entries)
        {
            var begun = TimeOf(entry["start"]);
            if (begun < previous - AtOnce) return DataNode.Of($"{entry["activity"]} began before what is listed before it");
            if (TimeOf(entry["end"]) < begun || TimeOf(entry["end"]) > end) return DataNode.Of($"{entry["activity"]} ended before it began, or after the run");
            previous = begun;
        }

        return DataNode.Of(end < start ? "the run ended before it began" : "in order");
    }

    private static DateTimeOffset TimeOf(DataNode? node) => DateTimeOffset.Parse(((DataNode.Text)node!).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$")]
    private static partial Regex TimeForm();
}
