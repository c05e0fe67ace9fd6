using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Advice;

/// <summary>What happened the last times: to the experiment itself, and to its neighbours, those of its folder.</summary>
internal static class HistoryAdvice
{
    private const int Looked = 10;
    private const int MostNeighbours = 3;

    public static IEnumerable<AdviceNote> Of(ExperimentDocument document, AdviceSurroundings surroundings)
    {
        if (surroundings.Histories.GetValueOrDefault(document.Slug) is { Newest: not null } history) yield return Note(Own(history));
        var folder = document.Slug.Value[..(document.Slug.Value.LastIndexOf('/') + 1)];
        var neighbours = surroundings.Board.Living
            .Where(card => card.Slug != document.Slug && folder.Length > 0 && card.Slug.Value.StartsWith(folder, StringComparison.Ordinal) && Bad(card) > 0)
            .OrderByDescending(Bad).ThenBy(static card => card.Slug).Take(MostNeighbours);
        foreach (var card in neighbours)
        {
            yield return Note($"Next door, {Code(card.Slug.Value)} {Words(card.NewestVerdict)} on {Day(card.NewestStart)}, and gave {Counted(Bad(card))} of its last {Counted(card.Evidence.Length)} runs less than a full pass.");
        }
    }

    private static string Own(ExperimentHistory history)
    {
        var last = history.Recent.Take(Looked).ToList();
        var verdicts = last.GroupBy(static entry => entry.Verdict).OrderBy(static group => group.Key).Select(static group => $"{Counted(group.Count())} {Words(group.Key)}");
        var text = $"The last {(last.Count == 1 ? "run" : Counted(last.Count) + " runs")}: {string.Join(", ", verdicts)}.";
        var bad = last.Find(static entry => entry.Verdict is Verdict.Deviated or Verdict.BaselineUnmet or Verdict.Failed or Verdict.Aborted or Verdict.Dirty or Verdict.Error or Verdict.Wobbled);
        return bad is null ? text : $"{text} Last trouble on {Day(bad.Start)}: {MarkdownText.Inline(MarkdownText.Cut(bad.Reason, 240))}";
    }

    private static int Bad(ScoreCard card) => card.Evidence.Count(static execution => execution.HalfPoints < 2);

    /// <summary>A verdict as a verb.</summary>
    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Deviated => "deviated",
        Verdict.BaselineUnmet => "found the system unsteady before it began",
        Verdict.Failed => "failed",
        Verdict.Aborted => "aborted",
        Verdict.Interrupted => "was interrupted",
        Verdict.Wobbled => "wobbled",
        Verdict.Dirty => "left something behind",
        Verdict.Blocked => "was blocked",
        Verdict.Halted => "was halted",
        Verdict.NotInjected => "injected nothing",
        Verdict.Unverified => "verified nothing",
        Verdict.Dry => "ran dry",
        _ => "ended in an error",
    };

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Counted(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static AdviceNote Note(string text) => new(AdviceKind.History, text);

    private static string Code(string text) => MarkdownText.Code(MarkdownText.Cut(text, 120));
}
