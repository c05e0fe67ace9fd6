using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>When the hypothesis is looked at.</summary>
public enum HypothesisStrategy
{
    Default,
    BeforeMethod,
    AfterMethod,
    DuringMethod,
    Continuously,
    Skip,
}

/// <summary>The strategies of a run: their names, who decides, and what they mean (CHAOS-TOOLKIT 8).</summary>
public static class RunStrategies
{
    public const string Always = "always";
    public const string Default = "default";

    /// <summary>The names of the hypothesis strategies, the Chaos Toolkit's own misspelling included.</summary>
    public static ImmutableArray<string> HypothesisNames { get; } =
        [Default, "before-method-only", "after-method-only", "during-method-only", "continuously", "continously", "skip"];

    public static ImmutableArray<string> RollbackNames { get; } = [Default, Always, "never", "deviated"];

    public static ImmutableArray<string> DryNames { get; } = ["probes", "actions", "activities", "pause"];

    /// <summary>Null where the name is unknown.</summary>
    public static HypothesisStrategy? HypothesisOf(string name) => name switch
    {
        Default => HypothesisStrategy.Default,
        "before-method-only" => HypothesisStrategy.BeforeMethod,
        "after-method-only" => HypothesisStrategy.AfterMethod,
        "during-method-only" => HypothesisStrategy.DuringMethod,
        "continuously" or "continously" => HypothesisStrategy.Continuously,
        "skip" => HypothesisStrategy.Skip,
        _ => null,
    };

    public static bool RunsBefore(this HypothesisStrategy strategy) => strategy is HypothesisStrategy.Default or HypothesisStrategy.BeforeMethod or HypothesisStrategy.Continuously;

    public static bool RunsDuring(this HypothesisStrategy strategy) => strategy is HypothesisStrategy.DuringMethod or HypothesisStrategy.Continuously;

    public static bool RunsAfter(this HypothesisStrategy strategy) => strategy is HypothesisStrategy.Default or HypothesisStrategy.AfterMethod or HypothesisStrategy.Continuously;

    /// <summary>Whether rollbacks are played. An unknown name plays none, as with the Chaos Toolkit.</summary>
    public static bool PlaysRollbacks(string strategy, string? status, bool deviated) => strategy switch
    {
        Always => true,
        Default => status is not ("failed" or "interrupted"),
        "deviated" => deviated,
        _ => false,
    };

    /// <summary>
    /// Command line, plan, the experiment's <c>runtime</c>, then <c>always</c> – or with <c>--compat</c> what the Chaos Toolkit itself takes: its
    /// settings, then <c>default</c>.
    /// </summary>
    public static StrategyChoice Rollback(ExecutionOrder order)
    {
        if (order.Options.RollbackStrategy is { } asked) return asked;
        if (order.Experiment.Experiment.RollbackStrategy is { } own) return new(own, "experiment");
        return order.Options.Compat ? OfSettings(order, order.Options.SettingsStrategies.Rollback) : new(Always, "default");
    }

    public static StrategyChoice Hypothesis(ExecutionOrder order)
    {
        if (order.Options.HypothesisStrategy is { } asked) return new(asked, order.Plan is null ? "command line" : "plan");
        return order.Experiment.Experiment.HypothesisStrategy is { } own ? new(own, "experiment") : OfSettings(order, order.Options.SettingsStrategies.Hypothesis);
    }

    /// <summary>A <c>runtime</c> block of the experiment that is not empty makes the Chaos Toolkit forget that of its settings, whatever it holds.</summary>
    private static StrategyChoice OfSettings(ExecutionOrder order, string? strategy) =>
        strategy is not null && !(order.Experiment.Experiment.Source["runtime"] is { } runtime && PythonTruth.Of(runtime)) ? new(strategy, "settings") : new(Default, "default");
}
