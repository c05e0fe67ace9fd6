using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Guards;

/// <summary>An emergency stop that is on: nothing is started and everything that runs is stopped, until it is removed.</summary>
/// <param name="Where">How to remove it, as the end of a sentence: <c>remove the file EMERGENCY_STOP from the branch main</c>.</param>
/// <param name="Who">Who ordered it, where known.</param>
/// <param name="Why">The reason that was given.</param>
/// <param name="Since">When it was ordered, where known.</param>
public sealed record EmergencyStop(string Where, string? Who = null, string? Why = null, DateTimeOffset? Since = null)
{
    /// <summary>Name of the file at the root of a watched repository that stops everything while it is there, whatever is in it.</summary>
    public const string FileName = "EMERGENCY_STOP";

    private const int LongestWhy = 300;

    /// <summary>The stop in a sentence or two.</summary>
    public string Sentence
    {
        get
        {
            var since = Since is { } time ? string.Create(CultureInfo.InvariantCulture, $" since {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
            return $"The emergency stop is on{since}{(Who is null ? "" : ", by " + Who)}{(Why is null ? "" : $": {Why.TrimEnd('.')}")}. To go on, {Where}.";
        }
    }

    /// <summary>The file <c>EMERGENCY_STOP</c>: its first line that says something is the reason.</summary>
    public static EmergencyStop OfRepositoryFile(ReadOnlySpan<byte> content, string where) =>
        new(where, Why: Line(Encoding.UTF8.GetString(content.Length > 4096 ? content[..4096] : content).Split('\n').FirstOrDefault(static line => line.Trim().Length > 0)));

    /// <summary>What <c>reliably emergency-stop on</c> wrote. A file that is damaged stops all the same.</summary>
    public static EmergencyStop Read(ReadOnlySpan<byte> content, string where)
    {
        if (JsonReader.TryParse(content, out _) is not DataNode.Mapping stop) return new(where);
        return new(
            where, Line((stop["who"] as DataNode.Text)?.Value), Line((stop["why"] as DataNode.Text)?.Value),
            DateTimeOffset.TryParse((stop["since"] as DataNode.Text)?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null);
    }

    /// <summary>What <see cref="Read"/> reads.</summary>
    public string Write() => JsonWriter.Indented(DataNode.Mapping.Create(
        ("who", Who is null ? DataNode.None : DataNode.Of(Who)),
        ("why", Why is null ? DataNode.None : DataNode.Of(Why)),
        ("since", Since is { } since ? DataNode.Of(ExecutionRecordJson.TimeText(since)) : DataNode.None))) + "\n";

    private static string? Line(string? text)
    {
        var line = text is null ? "" : new string([.. text.Where(static c => !char.IsControl(c))]).Trim();
        return line.Length == 0 ? null : line.Length <= LongestWhy ? line : line[..LongestWhy] + "…";
    }
}
