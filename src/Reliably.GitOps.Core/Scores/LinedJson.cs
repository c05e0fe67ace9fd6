using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Scores;

/// <summary>
/// JSON with one line for each item of its lists, so that a commit that adds an execution changes a line or two, and people can read
/// the difference.
/// </summary>
internal static class LinedJson
{
    public static string Write(params ReadOnlySpan<(string Key, DataNode Value)> members)
    {
        var builder = new StringBuilder("{\n");
        for (var i = 0; i < members.Length; i++)
        {
            builder.Append("  ").Append(JsonWriter.Compact(DataNode.Of(members[i].Key))).Append(": ");
            Append(builder, members[i].Value);
            builder.Append(i < members.Length - 1 ? ",\n" : "\n");
        }

        return builder.Append("}\n").ToString();
    }

    public static DataNode Time(DateTimeOffset? time) => time is { } known ? DataNode.Of(Executions.ExecutionRecordJson.TimeText(known)) : DataNode.None;

    public static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(text);

    public static DataNode Halves(int? halfPoints) => halfPoints is { } value ? DataNode.Of(value / 2.0) : DataNode.None;

    public static int? Halves(DataNode? node) => node switch
    {
        DataNode.Float number => (int)Math.Round(Math.Clamp(number.Value, 0, 1) * 2),
        DataNode.Integer integer => integer.Value.IsZero ? 0 : 2,
        _ => null,
    };

    public static string Text(DataNode.Mapping source, string key) =>
        (source[key] as DataNode.Text)?.Value ?? throw new FormatException($"'{key}' is missing or is no text.");

    public static string? OptionalText(DataNode.Mapping source, string key) => (source[key] as DataNode.Text)?.Value;

    public static int Number(DataNode.Mapping source, string key) =>
        source[key] is DataNode.Integer { Value: var value } && value >= 0 && value <= int.MaxValue ? (int)value : throw new FormatException($"'{key}' is missing or is no count.");

    public static DateTimeOffset Time(DataNode.Mapping source, string key) =>
        OptionalTime(source, key) ?? throw new FormatException($"'{key}' is missing or is no time.");

    public static DateTimeOffset? OptionalTime(DataNode.Mapping source, string key) =>
        DateTimeOffset.TryParse(OptionalText(source, key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    public static IEnumerable<DataNode.Mapping> Items(DataNode.Mapping source, string key) =>
        source[key] is DataNode.Sequence sequence ? sequence.Items.OfType<DataNode.Mapping>() : [];

    public static IEnumerable<MappingEntry> Entries(DataNode.Mapping source, string key) =>
        source[key] is DataNode.Mapping mapping ? mapping.Entries : ImmutableArray<MappingEntry>.Empty;

    private static void Append(StringBuilder builder, DataNode value)
    {
        if (value is not DataNode.Sequence { Items.Length: > 0 } list)
        {
            builder.Append(JsonWriter.Compact(value));
            return;
        }

        builder.Append("[\n");
        for (var i = 0; i < list.Items.Length; i++)
        {
            builder.Append("    ").Append(JsonWriter.Compact(list.Items[i])).Append(i < list.Items.Length - 1 ? ",\n" : "\n");
        }

        builder.Append("  ]");
    }
}
