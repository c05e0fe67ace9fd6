using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// An experiment as a flow chart in Mermaid (https://mermaid.js.org/syntax/flowchart.html), which GitHub draws. Labels are quoted and everything in
/// them that could be markup is an entity, so no text of a document is syntax.
/// </summary>
internal static class FlowChart
{
    private const int LongestLabel = 60;
    private const int MostOfAPart = 25;

    /// <summary>A fenced block. Probes are round, actions square; a dotted line leaves what runs in the background.</summary>
    public static string Write(Experiment experiment, Func<Activity, string?> detail)
    {
        var builder = new StringBuilder("flowchart LR\n");
        var parts = new List<(string Id, string Title, ImmutableArray<Activity> Activities)>();
        if (experiment.Hypothesis is { } hypothesis) parts.Add(("h", "Must hold, before and after" + (hypothesis.Title.Length > 0 ? ": " + hypothesis.Title : ""), hypothesis.Probes));
        parts.Add(("m", "Method", experiment.Method));
        parts.Add(("r", experiment.Rollbacks.IsEmpty ? "No rollbacks" : "Rollbacks" + (experiment.RollbackStrategy is { } strategy ? ": " + strategy : ""), experiment.Rollbacks));
        foreach (var (id, title, activities) in parts) Part(builder, id, title, activities, detail);
        for (var i = 1; i < parts.Count; i++) builder.Add($"  {parts[i - 1].Id} --> {parts[i].Id}\n");
        builder.Append("  classDef action fill:#fde68a,stroke:#b45309,color:#1f2937\n");
        builder.Append("  classDef probe fill:#bfdbfe,stroke:#1d4ed8,color:#1f2937\n");
        builder.Append("  classDef more fill:#e5e7eb,stroke:#6b7280,color:#1f2937\n");
        return MarkdownText.Fence(builder.ToString(), "mermaid");
    }

    /// <summary>Text as a label: letters, digits and harmless signs as they are, all else as a numbered entity.</summary>
    public static string Label(string text)
    {
        var builder = new StringBuilder();
        foreach (var rune in MarkdownText.Cut(MarkdownText.OneLine(text), LongestLabel).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or ',' or ':' or '/' or '-' or '_' or '(' or ')' or '…') builder.Append(rune);
            else builder.Append('#').Append(rune.Value.ToString(CultureInfo.InvariantCulture)).Append(';');
        }

        return builder.Length == 0 ? " " : builder.ToString();
    }

    private static void Part(StringBuilder builder, string id, string title, ImmutableArray<Activity> activities, Func<Activity, string?> detail)
    {
        builder.Add($"  subgraph {id}[\"{Label(title)}\"]\n    direction TB\n");
        var shown = Math.Min(activities.Length, MostOfAPart);
        for (var i = 0; i < shown; i++) builder.Add($"    {id}{i}{Node(activities[i], detail)}\n");
        if (activities.IsEmpty) builder.Add($"    {id}0[\"nothing\"]:::more\n");
        if (shown < activities.Length) builder.Add($"    {id}{shown}[\"and {activities.Length - shown} more\"]:::more\n");
        var last = shown < activities.Length ? shown : shown - 1;
        for (var i = 0; i < last; i++) builder.Add($"    {id}{i} {(activities[i].Background ? "-.->" : "-->")} {id}{i + 1}\n");
        builder.Append("  end\n");
    }

    private static string Node(Activity activity, Func<Activity, string?> detail)
    {
        var label = Label(activity.Ref is { } reference ? "again: " + reference : activity.Name);
        if (detail(activity) is { Length: > 0 } more) label += "<br>" + Label(more);
        if (activity.Background) label += "<br>in the background";
        return activity.Type == ActivityType.Action ? $"[\"{label}\"]:::action" : $"([\"{label}\"]):::probe";
    }

    /// <summary>How an activity is carried out, in a few words that hold no value of an argument.</summary>
    public static string? DetailOf(Activity activity) => activity.Provider switch
    {
        Provider.Http http => $"{(http.Source["method"] is DataNode.Text method ? method.Value : "GET")} {AddressOf(PythonText.Of(http.Url))}",
        Provider.Process process => CommandLine.NameOf(process.Path),
        Provider.Python python => python.Function,
        _ => null,
    };

    /// <summary>Host and path, without user and query; of a host that is a variable only the path.</summary>
    private static string AddressOf(string url)
    {
        var plain = url[..(url.IndexOfAny(['?', '#']) is var end and >= 0 ? end : url.Length)];
        if (ExperimentReach.HostOf(plain) is not { } host) return "";
        var path = plain[(plain.IndexOf(host, StringComparison.Ordinal) + host.Length)..];
        return host.StartsWith("${", StringComparison.Ordinal) && path.Length > 1 ? path : host + path;
    }
}
