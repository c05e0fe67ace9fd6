using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Advice;

/// <summary>What an experiment does and nobody looks at, so that passing says less than it seems to.</summary>
internal static class EvidenceAdvice
{
    public static IEnumerable<AdviceNote> Of(StudiedExperiment studied)
    {
        var experiment = studied.Experiment;
        if (studied.Actions.IsEmpty) yield break;
        if (experiment.Hypothesis is not { Probes.Length: > 0 } hypothesis)
        {
            yield return Note("Not verified: anything. Without probes in a `steady-state-hypothesis` a run can only end, not fail.");
            yield break;
        }

        var unseen = studied.Reach.ActedOn.Except(studied.Reach.Observed);
        if (!studied.Reach.Observed.IsEmpty && !unseen.IsEmpty) yield return Note($"Not verified: {string.Join(", ", unseen.Take(3).Select(Code))} {(unseen.Count == 1 ? "is" : "are")} acted on, and no probe asks there whether the action took effect.");
        if (!experiment.Method.Any(static activity => activity.Type == ActivityType.Probe || activity.Ref is not null) && !IsContinuous(experiment))
            yield return Note("Not verified: what happens in between. The method has no probe, so the journal will not tell how long the effect lasted; `runtime.hypothesis.strategy: continuously` asks the hypothesis all along.");
        if (hypothesis.Probes.All(IsStatus)) yield return Note("Not verified: how fast. Every probe of the hypothesis only asks for a status; a system that answers after 20 seconds passes.");
        if (EndsAtOnce(experiment)) yield return Note($"The hypothesis is asked at once after {Code(experiment.Method[^1].Name)}: an effect that takes a while is not seen. A pause after it (`pauses: {{ after: 10 }}`) gives it time.");
    }

    /// <summary>A status alone, with all the time in the world: a timeout of five seconds or less is a bound on how fast.</summary>
    private static bool IsStatus(Activity probe) =>
        probe is { Provider: Provider.Http http, Tolerance: DataNode.Integer } && (Journal.NumberOf(http.Source["timeout"]) is not { } timeout || timeout > 5);

    private static bool IsContinuous(Experiment experiment) => experiment.HypothesisStrategy is "during-method-only" or "continuously";

    private static bool EndsAtOnce(Experiment experiment) =>
        experiment.Method is [.., { Type: ActivityType.Action, Ref: null, PauseAfter: null } last] && (last.Background || last.Provider is Provider.Python);

    private static AdviceNote Note(string text) => new(AdviceKind.Unverified, text);

    private static string Code(string text) => MarkdownText.Code(MarkdownText.Cut(text, 120));
}
