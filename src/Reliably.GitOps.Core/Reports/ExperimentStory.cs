using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Reports;

/// <summary>What an experiment does, in words: hypothesis, method, rollbacks. Reads the document itself, so that it works on any.</summary>
internal static class ExperimentStory
{
    private const int Most = 40;

    public static string Write(DataNode.Mapping experiment)
    {
        var builder = new StringBuilder();
        if (Journal.TextOf(experiment["description"]) is { } description && !string.IsNullOrWhiteSpace(description))
            builder.Add($"{MarkdownText.Inline(MarkdownText.Cut(description, 1200))}\n\n");
        var hypothesis = experiment["steady-state-hypothesis"] as DataNode.Mapping;
        var title = Journal.TextOf(hypothesis?["title"]);
        Part(builder, "Must hold", hypothesis?["probes"], title, "There is no hypothesis: a run proves nothing.");
        Part(builder, "Then", experiment["method"], null, "The method is empty.");
        Part(builder, "Afterwards", experiment["rollbacks"], null, "There are no rollbacks.");
        return builder.ToString();
    }

    private static void Part(StringBuilder builder, string name, DataNode? activities, string? title, string nothing)
    {
        var steps = activities is DataNode.Sequence sequence ? sequence.Items.OfType<DataNode.Mapping>().ToList() : [];
        builder.Add($"**{name}**{(title is null ? "" : ": " + MarkdownText.Inline(MarkdownText.Cut(title, 300)))}\n\n");
        if (steps.Count == 0) builder.Add($"{nothing}\n");
        for (var i = 0; i < Math.Min(Most, steps.Count); i++) builder.Add($"{i + 1}. {Step(steps[i])}\n");
        if (steps.Count > Most) builder.Add($"\nand {steps.Count - Most} more.\n");
        builder.Append('\n');
    }

    internal static string Step(DataNode.Mapping activity)
    {
        if (Journal.TextOf(activity["ref"]) is { } reference) return $"Again: {MarkdownText.Inline(MarkdownText.Cut(reference, 160))}";
        var name = Journal.TextOf(activity["name"]) ?? "(unnamed)";
        var words = new StringBuilder();
        words.Append(Journal.TextOf(activity["type"]) is "action" ? "Action: " : "Probe: ");
        words.Append(MarkdownText.Inline(MarkdownText.Cut(name, 160)));
        if (How(activity["provider"] as DataNode.Mapping) is { Length: > 0 } how) words.Append(" by ").Append(how);
        if (activity["tolerance"] is { } tolerance) words.Append(", expecting ").Append(MarkdownText.Code(MarkdownText.Cut(JsonWriter.Compact(tolerance), 120)));
        if (activity["background"] is DataNode.Boolean { Value: true }) words.Append(", in the background");
        var pauses = activity["pauses"] as DataNode.Mapping;
        if (Pause(pauses?["before"]) is { } before) words.Append(", after waiting ").Append(before);
        if (Pause(pauses?["after"]) is { } after) words.Append(", then waiting ").Append(after);
        return words.ToString();
    }

    private static string How(DataNode.Mapping? provider) => Journal.TextOf(provider?["type"]) switch
    {
        "process" => MarkdownText.Code(MarkdownText.Cut(Command(provider!), 160)),
        "http" => MarkdownText.Code(MarkdownText.Cut($"{PythonText.Of(provider!["method"] ?? DataNode.Of("GET"))} {PythonText.Of(provider["url"] ?? DataNode.None)}", 160)),
        "python" => MarkdownText.Code(MarkdownText.Cut($"{PythonText.Of(provider!["module"] ?? DataNode.None)}.{PythonText.Of(provider["func"] ?? DataNode.None)}", 160)),
        _ => "",
    };

    private static string Command(DataNode.Mapping provider)
    {
        var arguments = provider["arguments"] switch
        {
            DataNode.Sequence sequence => string.Join(' ', sequence.Items.Select(PythonText.Of)),
            DataNode.Text text => text.Value,
            DataNode.Mapping mapping => string.Join(' ', mapping.Entries.Select(static entry => $"{entry.Name} {PythonText.Of(entry.Value)}")),
            _ => "",
        };
        return (PythonText.Of(provider["path"] ?? DataNode.None) + " " + arguments).TrimEnd();
    }

    private static string? Pause(DataNode? pause) => pause switch
    {
        DataNode.Integer or DataNode.Float when Journal.NumberOf(pause) is > 0 => Durations.Text(Journal.NumberOf(pause)),
        DataNode.Text text => MarkdownText.Code(text.Value),
        _ => null,
    };
}
