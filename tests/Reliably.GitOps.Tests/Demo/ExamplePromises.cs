using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Demo;

/// <summary>What each example experiment promises about the shop, whatever engine runs it.</summary>
internal static class ExamplePromises
{
    public static IReadOnlyDictionary<string, Verdict> Verdicts { get; } = new Dictionary<string, Verdict>
    {
        ["checkout/latency-budget"] = Verdict.Deviated,
        ["checkout/lose-b-gracefully"] = Verdict.Passed,
        ["checkout/replica-loss"] = Verdict.Passed,
        ["checkout/steady-under-load"] = Verdict.Passed,
        ["checkout/total-outage"] = Verdict.Deviated,
        ["incidents/nobody-noticed"] = Verdict.Deviated,
        ["plan/slightly-slow-replica"] = Verdict.Passed,
        ["storefront/careless-deploy"] = Verdict.Wobbled,
        ["storefront/rolling-restart"] = Verdict.Passed,
    };
}
