using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Reports;

/// <summary>One activity as a folded section: provider, arguments, tolerance, output, exception.</summary>
internal static class ActivitySection
{
    private const int LongestOutput = 4000;
    private const int LongestArguments = 2000;

    /// <param name="run">The activity.</param>
    /// <param name="open">Unfolded: it is what people look for.</param>
    public static string Write(ActivityRun run, bool open)
    {
        var (outcome, says) = Timeline.OutcomeOf(run);
        var builder = new StringBuilder();
        builder.Add($"<details{(open ? " open" : "")}><summary>{Sign(outcome)} {MarkdownText.Html(run.Type)} <b>{MarkdownText.Html(MarkdownText.Cut(run.Name, 200))}</b> · {MarkdownText.Html(says)} · {Durations.Text(run.Duration)}</summary>\n\n");
        builder.Append(Provider(run.Activity));
        Block(builder, "Tolerance", run.Activity["tolerance"]);
        Block(builder, "Output", run.Output, LongestOutput);
        if (run.Source["exception"] is DataNode.Sequence { Items.Length: > 0 } exception)
            Text(builder, "Exception", string.Concat(exception.Items.Select(static line => PythonText.Of(line))), "text", LongestOutput);
        return builder.Append("</details>\n\n").ToString();
    }

    public static string Sign(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Good => "✓",
        StepOutcome.Bad => "✗",
        StepOutcome.Poor => "!",
        _ => "·",
    };

    private static string Provider(DataNode.Mapping activity)
    {
        if (activity["provider"] is not DataNode.Mapping provider) return "";
        var builder = new StringBuilder();
        var type = Journal.TextOf(provider["type"]) ?? "unknown";
        var target = type switch
        {
            "process" => provider["path"],
            "http" => provider["url"],
            "python" => DataNode.Of($"{PythonText.Of(provider["module"] ?? DataNode.None)}.{PythonText.Of(provider["func"] ?? DataNode.None)}"),
            _ => null,
        };
        var method = type == "http" ? PythonText.Of(provider["method"] ?? DataNode.Of("GET")) + " " : "";
        builder.Add($"**Provider** {MarkdownText.Inline(type)} {(target is null ? "" : MarkdownText.Code(MarkdownText.Cut(method + PythonText.Of(target), 500)))}\n\n");
        Block(builder, "Arguments", provider["arguments"], LongestArguments);
        var rest = provider.Without("type").Without("path").Without("url").Without("method").Without("module").Without("func").Without("arguments").Without("secrets");
        if (rest.Entries.Length > 0) Block(builder, "Settings", rest, LongestArguments);
        return builder.ToString();
    }

    private static void Block(StringBuilder builder, string name, DataNode? value, int longest = LongestArguments)
    {
        switch (value)
        {
            case null or DataNode.Null:
                break;
            case DataNode.Mapping mapping when mapping["stdout"] is DataNode.Text && mapping.Entries.Length <= 4:
                Process(builder, mapping, longest);
                break;
            case DataNode.Text { Value: var text } when text.Contains('\n', StringComparison.Ordinal) || text.Length > 100:
                Text(builder, name, text, "text", longest);
                break;
            case DataNode.Mapping or DataNode.Sequence when JsonWriter.Compact(value) is { Length: > 80 }:
                Text(builder, name, JsonWriter.Indented(value), "json", longest);
                break;
            default:
                builder.Add($"**{name}** {MarkdownText.Code(JsonWriter.Compact(value))}\n\n");
                break;
        }
    }

    /// <summary>What a program said is read as it was printed, not as JSON.</summary>
    private static void Process(StringBuilder builder, DataNode.Mapping output, int longest)
    {
        if (output["status"] is { } status) builder.Add($"**Exit status** {MarkdownText.Code(PythonText.Of(status))}\n\n");
        foreach (var (key, name) in new[] { ("stdout", "Standard output"), ("stderr", "Standard error") })
        {
            if (output[key] is DataNode.Text { Value: var text } && text.Trim().Length > 0) Text(builder, name, text, "text", longest);
        }
    }

    private static void Text(StringBuilder builder, string name, string text, string language, int longest) =>
        builder.Add($"**{name}**\n\n{MarkdownText.Fence(MarkdownText.CutMiddle(text, longest), language)}\n");
}
