using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>Whether the experiment can find anything out: a hypothesis that is there, is asked, and can fail.</summary>
internal static class VerificationAdvice
{
    /// <summary>A pattern may take its time to be tried, and nobody has written more probes by hand.</summary>
    private const int MostProbes = 100;

    public static void Check(DocumentCursor root, Substitution values, DiagnosticList findings)
    {
        if (root.Field(ExperimentReader.HypothesisKey) is not { Node: not DataNode.Null } hypothesis)
        {
            // Without an activity nothing is done, and there is nothing to verify: an experiment that is being begun.
            if (root.Field("method")?.Items().Any() == true) findings.Add(DiagnosticCatalogue.NothingVerified.At(root.Head(), "the experiment has no steady-state-hypothesis"));
            return;
        }

        if (root.Field("runtime")?.Field("hypothesis")?.Field("strategy") is { Node: DataNode.Text { Value: "skip" } } strategy)
        {
            findings.Add(DiagnosticCatalogue.NothingVerified.At(strategy, "the hypothesis is skipped"));
        }

        foreach (var probe in (hypothesis.Field("probes")?.Items() ?? []).Take(MostProbes))
        {
            if (probe.Field("tolerance") is not { } tolerance || AdvisedActivity.Of(probe, values) is not { } advised) continue;
            if (AlwaysMet.Why(tolerance.Node, advised) is var (why, hint)) findings.Add(DiagnosticCatalogue.CannotFail.At(tolerance, why, hint));
        }
    }
}
