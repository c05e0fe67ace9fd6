using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Advice: what an experiment that runs could do better, or do to more of the system than its author meant. Looked at by <c>validate</c>
/// only; a run does not ask.
/// </summary>
internal static class AdviceRules
{
    /// <summary>The advice for one experiment (or template).</summary>
    public static void Check(DocumentCursor root, DiagnosticList findings)
    {
        if (root.Node is not DataNode.Mapping) return;
        var values = AdvisedActivity.ValuesOf(root);
        VerificationAdvice.Check(root, values, findings);
        BackgroundAdvice.Check(root, values, findings);
        RollbackAdvice.Check(root, values, findings);
        foreach (var activity in Activities(root))
        {
            if (AdvisedActivity.Of(activity, values) is not { } advised) continue;
            Check(advised, findings);
            FunctionAdvice.Check(advised, findings);
        }
    }

    /// <summary>The advice for an activity that belongs to no experiment, as a starter holds it.</summary>
    public static void CheckAlone(DocumentCursor activity, DiagnosticList findings)
    {
        if (AdvisedActivity.Of(activity, Substitution.None) is { } advised) Check(advised, findings);
    }

    private static void Check(AdvisedActivity advised, DiagnosticList findings)
    {
        TimeoutAdvice.Check(advised, findings);
        SelectorAdvice.Check(advised, findings);
        PlainCredentialsAdvice.Check(advised, findings);
    }

    private static IEnumerable<DocumentCursor> Activities(DocumentCursor root)
    {
        foreach (var probe in root.Field(ExperimentReader.HypothesisKey)?.Field("probes")?.Items() ?? [])
        {
            yield return probe;
            if (probe.Field("tolerance") is { } tolerance && tolerance.Field("type")?.Node is DataNode.Text { Value: "probe" }) yield return tolerance;
        }

        foreach (var activity in root.Field("method")?.Items() ?? []) yield return activity;
        foreach (var activity in root.Field("rollbacks")?.Items() ?? []) yield return activity;
    }
}
