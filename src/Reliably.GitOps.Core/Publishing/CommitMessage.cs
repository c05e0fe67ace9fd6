using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// The message of a publication: what happened in the subject, which ends with <c>[skip ci]</c>; a line per execution; trailers as the last
/// paragraph. Titles of others cannot add lines or trailers, mention people or close issues.
/// </summary>
internal static class CommitMessage
{
    private const string SkipCi = " [skip ci]";
    private const int MostLines = 20;

    /// <summary>The same for a commit of a pull request, whose required checks would wait for ever without a run.</summary>
    public static string WithChecks(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        return end >= SkipCi.Length && message[..end].EndsWith(SkipCi, StringComparison.Ordinal) ? message[..(end - SkipCi.Length)] + message[end..] : message;
    }

    public static string Of(ImmutableArray<ExecutionRecord> records) => Write(Subject(records), records);

    /// <summary>What time alone has changed.</summary>
    public static string OfDay(int experiments, int journals)
    {
        var ageing = "Bring the dashboard up to date" + (experiments == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $": {experiments} experiment{(experiments == 1 ? "" : "s")} changed with time"));
        if (journals == 0) return ageing + SkipCi + "\n";
        var removal = "Remove " + JournalRetention.Text(journals);
        return experiments == 0 ? removal + SkipCi + "\n" : $"{ageing}{SkipCi}\n\n{removal}.\n";
    }

    public static string OfRebuild(int executions, ImmutableArray<ExecutionRecord> announced) =>
        Write($"Rebuild the reports from {executions.ToString(CultureInfo.InvariantCulture)} execution{(executions == 1 ? "" : "s")}", announced);

    private static string Write(string subject, ImmutableArray<ExecutionRecord> records)
    {
        var builder = new StringBuilder(subject).Append(SkipCi).Append('\n');
        if (records.IsEmpty) return builder.ToString();
        builder.Append('\n');
        foreach (var record in records.Take(MostLines)) builder.Append(Line(record)).Append('\n');
        if (records.Length > MostLines) builder.Append("and ").Append((records.Length - MostLines).ToString(CultureInfo.InvariantCulture)).Append(" more\n");
        builder.Append('\n');
        foreach (var record in records) builder.Append("Reliably-Execution: ").Append(record.Id.Value).Append('\n');
        foreach (var plan in records.Select(static record => record.Plan).OfType<Documents.Slug>().Distinct().Order())
        {
            builder.Append("Reliably-Plan: ").Append(plan.Value.Any(char.IsControl) ? ReportPaths.Encode(plan) : plan.Value).Append('\n');
        }

        return builder.ToString();
    }

    private static string Subject(ImmutableArray<ExecutionRecord> records)
    {
        if (records is [var only]) return $"{Harmless(only.Title, 50)}: {Verdicts.NameOf(only.Verdict)}";
        var counts = records.GroupBy(static record => record.Verdict).OrderBy(static group => group.Key)
            .Select(static group => $"{group.Count().ToString(CultureInfo.InvariantCulture)} {Verdicts.NameOf(group.Key)}");
        return $"{records.Length.ToString(CultureInfo.InvariantCulture)} executions: {string.Join(", ", counts)}";
    }

    private static string Line(ExecutionRecord record) =>
        $"* {Harmless(record.Title, 60)} ({Harmless(record.Experiment.Value, 60)}): {Verdicts.NameOf(record.Verdict)}. {Harmless(record.VerdictReason, 200)}";

    /// <summary>On one line, with an invisible joiner after the signs that forges act on.</summary>
    private static string Harmless(string text, int longest) => MarkdownText.Cut(MarkdownText.OneLine(text), longest)
        .Replace("@", "@\u2060", StringComparison.Ordinal)
        .Replace("#", "#\u2060", StringComparison.Ordinal)
        .Replace("[skip", "[\u2060skip", StringComparison.OrdinalIgnoreCase)
        .Replace("://", ":\u2060//", StringComparison.Ordinal);
}
