namespace Reliably.GitOps.Executions;

/// <summary>What an execution is evidence of (SCORES: Verdict). In the order of the table, first match. <c>Verdicts</c> decides and names them.</summary>
public enum Verdict
{
    Error,
    Dry,
    Blocked,
    Halted,
    Deviated,
    BaselineUnmet,
    Interrupted,
    Aborted,
    Wobbled,
    NotInjected,
    Unverified,
    Failed,
    Dirty,
    Passed,
}
