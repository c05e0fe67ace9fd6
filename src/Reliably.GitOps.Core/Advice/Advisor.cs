using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Advice;

/// <summary>
/// The offline advisor: rules over an experiment, its plans and the history of its neighbours. It needs no network and no model, says the same of the
/// same documents, and says nothing rather than something general.
/// </summary>
public static class Advisor
{
    /// <summary>What is risked, what is not verified, which starter would add evidence, what happened the last times.</summary>
    public static ImmutableArray<AdviceNote> OfExperiment(ExperimentDocument document, AdviceSurroundings surroundings)
    {
        var studied = StudiedExperiment.Of(document);
        var plans = surroundings.Snapshot.Plans.Values.Where(plan => plan.Experiments.Contains(document.Slug)).ToList();
        return
        [
            .. RiskAdvice.Of(studied, plans),
            .. EvidenceAdvice.Of(studied),
            .. StarterAdvice.Of(studied, surroundings),
            .. HistoryAdvice.Of(document, surroundings),
        ];
    }

    /// <summary>What is to be said of when and where a plan runs.</summary>
    public static ImmutableArray<AdviceNote> OfPlan(Plan plan, AdviceSurroundings surroundings) => [.. PlanAdvice.Of(plan, surroundings)];
}
