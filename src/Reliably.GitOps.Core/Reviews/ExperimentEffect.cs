using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reviews;

/// <summary>What a change of an experiment means: its chart, what is different, what it touches, what becomes of its evidence, who runs it.</summary>
internal static class ExperimentEffect
{
    private const int MostActivities = 20;

    public static string Write(ReviewInput input, ReviewedDocument one, bool reveals)
    {
        if (one.IsDeleted) return Deleted(input, one);
        if (input.After.Experiments.GetValueOrDefault(one.Slug) is not { } now) return "It has errors and cannot be read; nothing of it would run.\n";
        var difference = ExperimentDifference.Of(input, one);
        var former = input.Before.Experiments.GetValueOrDefault(one.Slug) ?? Former(input, one);
        var builder = new StringBuilder();
        builder.Add($"{MarkdownText.Inline(MarkdownText.Cut(now.Title, 300))}\n\n");
        builder.Append(FlowChart.Write(now.Experiment, reveals ? static _ => null : FlowChart.DetailOf)).Append('\n');
        if (difference is not null) Different(builder, difference, reveals);
        if (reveals) builder.Append("- Values are not repeated here: something in the document looks like a secret.\n");
        else Reach(builder, former is null ? null : ExperimentReach.Of(former.Experiment), ExperimentReach.Of(now.Experiment));
        builder.Append(Contributions(former?.Experiment, now.Experiment));
        builder.Append(Evidence(input, one, difference));
        var plans = input.After.Plans.Values.Where(plan => plan.Experiments.Contains(one.Slug)).Select(static plan => plan.Slug.Value).ToList();
        builder.Append(plans.Count > 0 ? $"- Run by {NameList.Of(plans)}.\n" : "- No plan runs it.\n");
        return builder.ToString();
    }

    private static string Deleted(ReviewInput input, ReviewedDocument one)
    {
        var card = input.Board.Cards.GetValueOrDefault(one.Slug);
        return card is null ? "- It is gone; it never ran.\n" : FormattableString.Invariant($"- It is gone: its page and its {card.Executions} executions stay, its badge turns grey, and it leaves the score of the repository.\n");
    }

    private static ExperimentDocument? Former(ReviewInput input, ReviewedDocument one) =>
        one.Change?.FormerPath is { } path && RepositoryLayout.Classify(path) is { Kind: DocumentKind.Experiment } place ? input.Before.Experiments.GetValueOrDefault(place.Slug) : null;

    private static void Different(StringBuilder builder, ExperimentDifference difference, bool reveals)
    {
        foreach (var one in difference.Activities.Take(MostActivities))
        {
            var word = one.Change switch { ActivityChange.Added => "Added to", ActivityChange.Removed => "Removed from", _ => "Changed in" };
            var step = reveals ? MarkdownText.Inline(MarkdownText.Cut(one.Activity.Name, 160)) : ExperimentStory.Step(one.Activity.Source);
            builder.Add($"- {word} the {one.Part}: {step}\n");
        }

        if (difference.Activities.Length > MostActivities) builder.Add($"- … and {difference.Activities.Length - MostActivities} more activities\n");
        if (!difference.Reordered.IsEmpty) builder.Add($"- Another order: {string.Join(", ", difference.Reordered)}\n");
        if (!difference.Keys.IsEmpty) builder.Add($"- Changed keys: {NameList.Of(difference.Keys)}\n");
        if (!difference.Configuration.IsEmpty) builder.Add($"- Changed configuration: {NameList.Of(difference.Configuration)}\n");
    }

    private static void Reach(StringBuilder builder, ExperimentReach? was, ExperimentReach now)
    {
        foreach (var (what, before, after) in new[]
        {
            ("Hosts acted on", was?.ActedOn, now.ActedOn), ("Hosts observed", was?.Observed, now.Observed), ("Selects", was?.Selectors, now.Selectors), ("Programs", was?.Programs, now.Programs),
        })
        {
            if (before is not null && before.SetEquals(after)) continue;
            if (before is null || before.IsEmpty) builder.Append(after.IsEmpty ? "" : $"- {what}: {NameList.Of(after)}\n");
            else builder.Append(NameList.Between(what, before, after));
        }
    }

    private static string Contributions(Experiment? was, Experiment now)
    {
        var after = now.Source["contributions"];
        if (after is not DataNode.Mapping { Entries.Length: > 0 } mapping || Equals(was?.Source["contributions"], after)) return "";
        return $"- Contributes to: {NameList.Of(mapping.Entries.Select(static entry => $"{entry.Name}: {PythonText.Of(entry.Value)}"))}\n";
    }

    private static string Evidence(ReviewInput input, ReviewedDocument one, ExperimentDifference? difference)
    {
        var former = one.Change?.FormerPath is { } path ? RepositoryLayout.Classify(path)?.Slug : null;
        if ((input.Board.Cards.GetValueOrDefault(one.Slug) ?? (former is null ? null : input.Board.Cards.GetValueOrDefault(former))) is not { } card)
            return "- It has never run; its score begins with its first run.\n";
        var score = ScoreNames.Short(card.ScoreOf(input.Before.Settings.ScoreProfile));
        if (difference is null or { StartsEvidenceAgain: false }) return $"- Its evidence {(former is null ? "stays" : "goes with it to the new name")}: score {score}.\n";
        return former is null
            ? $"- Its evidence starts again: the score, now {score}, is of another content.\n"
            : $"- Its evidence stays with the old name (score {score}): with another content under another name it is a new experiment.\n";
    }
}
