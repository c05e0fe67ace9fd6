using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Doctor;

/// <summary>The results of a check-up, for people and for programs.</summary>
internal static class CheckUpText
{
    private const int Version = 1;

    /// <summary>A line for each, under its group; below it, what to do.</summary>
    public static string Plain(ImmutableArray<CheckResult> results)
    {
        var text = new StringBuilder();
        foreach (var group in results.GroupBy(static one => one.Group, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(CellWidth.Visible(group.Key)).Append('\n');
            foreach (var result in group)
            {
                text.Append("  ").Append(MarkOf(result.State)).Append(' ').Append(CellWidth.Visible(result.Message)).Append('\n');
                if (result.Hint is { } hint) text.Append("    ").Append(CellWidth.Visible(hint)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>One JSON object; its fields are told in <c>docs/doctor.md</c> and only ever added to.</summary>
    public static string Json(ImmutableArray<CheckResult> results) => JsonWriter.Indented(DataNode.Mapping.Create(
        ("version", DataNode.Of(Version)),
        ("problems", DataNode.Of(results.Count(static one => one.State == CheckState.Problem))),
        ("checks", new DataNode.Sequence([.. results.Select(Node)])))) + "\n";

    /// <summary>The whole in a sentence.</summary>
    public static string Summary(ImmutableArray<CheckResult> results)
    {
        var problems = results.Count(static one => one.State == CheckState.Problem);
        return problems == 0 ? "The service can do its work." : $"{problems} {(problems == 1 ? "thing keeps" : "things keep")} the service from its work.";
    }

    private static DataNode Node(CheckResult result) => DataNode.Mapping.Create(
        ("group", DataNode.Of(result.Group)),
        ("check", DataNode.Of(result.Name)),
        ("state", DataNode.Of(NameOf(result.State))),
        ("message", DataNode.Of(result.Message)),
        ("hint", result.Hint is { } hint ? DataNode.Of(hint) : DataNode.None));

    private static char MarkOf(CheckState state) => state switch
    {
        CheckState.Good => '✔',
        CheckState.Advice => '!',
        _ => '✘',
    };

    private static string NameOf(CheckState state) => state switch
    {
        CheckState.Good => "good",
        CheckState.Advice => "advice",
        _ => "problem",
    };
}
