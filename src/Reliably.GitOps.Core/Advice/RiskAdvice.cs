using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Advice;

/// <summary>What an experiment puts at risk: what its actions do, what is left when it ends in the middle, what does not fit its plan.</summary>
internal static class RiskAdvice
{
    private const int MostNamed = 3;

    public static IEnumerable<AdviceNote> Of(StudiedExperiment studied, IReadOnlyCollection<Plan> plans)
    {
        if (studied.Actions.IsEmpty) yield break;
        yield return Note("At risk: " + string.Join("; ", studied.Actions.Take(MostNamed).Select(Words)) + (studied.Actions.Length > MostNamed ? FormattableString.Invariant($"; and {studied.Actions.Length - MostNamed} more actions") : "") + ".");
        if (studied.Experiment.RollbackStrategy == "never") yield return Note("Rollbacks are switched off (`runtime.rollbacks.strategy: never`): whatever the actions change stays, also after a deviation.");
        else if (studied.Experiment.Rollbacks.IsEmpty) yield return Note("There are no rollbacks: somebody who stops it in the middle has to undo its actions by hand.");
        if (UnboundedBackground(studied) is { } background) yield return Note($"{background} runs in the background without a timeout: it may outlive what observes it.");
        var pauses = studied.Experiment.Method.Sum(static activity => Seconds(activity.PauseBefore) + Seconds(activity.PauseAfter));
        foreach (var plan in plans.Where(plan => pauses >= plan.Timeout.TotalSeconds))
        {
            yield return Note($"Its pauses alone take {Durations.Text(pauses)}, and the plan {Code(plan.Slug.Value)} ends it after {Durations.Text(plan.Timeout.TotalSeconds)}.");
        }
    }

    private static string Words(StudiedActivity action)
    {
        var name = Code(action.Activity.Name);
        if (action.Starter is { } starter) return $"{name} ({MarkdownText.Inline(starter.Title.ToLowerInvariant())}{(starter.Rollback is null ? "" : $"; undone by {Code(starter.Rollback.Value)}")})";
        return action.Advised switch
        {
            { Type: "http" } advised => $"{name} ({Method(advised)} to {Code(ExperimentReach.HostOf(PythonText.Of(advised.Values.Apply(advised.Provider.Field("url")?.Node ?? DataNode.None))) ?? "an address that is known when it runs")})",
            { Type: "process", Command.Commands: [{ Words: [var program, ..] }, ..] } => $"{name} (runs {Code(CommandLine.NameOf(program))})",
            { Type: "python", Function: var (module, function) } => $"{name} (calls {Code(module + "." + function)})",
            _ => name,
        };
    }

    private static string Method(AdvisedActivity advised) => MarkdownText.Inline(MarkdownText.Cut(advised.Provider.Field("method")?.Node is DataNode.Text method ? method.Value.ToUpperInvariant() : "GET", 20));

    private static string? UnboundedBackground(StudiedExperiment studied) => studied.Actions
        .Where(static action => action.Activity.Background && action.Advised is { Type: "process" or "http" } advised && advised.Provider.Field("timeout") is null)
        .Select(static action => Code(action.Activity.Name)).FirstOrDefault();

    private static double Seconds(DataNode? pause) => Journal.NumberOf(pause) is { } seconds and > 0 and < 1e9 ? seconds : 0;

    private static AdviceNote Note(string text) => new(AdviceKind.Risked, text);

    private static string Code(string text) => MarkdownText.Code(MarkdownText.Cut(text, 120));
}
