using System.Collections.Immutable;
using Reliably.GitOps.Executions.Native;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>Which engine runs an experiment, or why none can.</summary>
internal sealed record RunnerSelection(Func<PrivateFolder, IExperimentRunner>? Runner, string? Problem)
{
    private const string ChaosVariable = "CHAOS";

    public static RunnerSelection Of(ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableSortedDictionary<string, string> environment)
    {
        return Native(order, surroundings, environment);
    }

    /// <summary>The path of the Chaos Toolkit: by setting, by the variable <c>CHAOS</c>, or on PATH; null where it is not installed.</summary>
    public static string? FindChaos(ExecutionSurroundings surroundings)
    {
        var asked = surroundings.ChaosPath ?? surroundings.Variables.GetValueOrDefault(ChaosVariable);
        var path = surroundings.Variables.GetValueOrDefault("PATH");
        return Executables.Find(string.IsNullOrEmpty(asked) ? "chaos" : asked, path, "/");
    }

    private static RunnerSelection Native(ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableSortedDictionary<string, string> environment)
    {
        var gaps = NativeSupport.GapsOf(order.Experiment).Take(3).ToList();
        if (gaps.Count == 0) return new(_ => new NativeRunner(surroundings.Clock), null);
        var found = string.Join(", ", gaps.Select(static gap => $"{gap.What} ({gap.Where})"));
        return new(null, $"Only the Chaos Toolkit itself can run {found}. Install it (pip install chaostoolkit) and pass --runner chaostoolkit, or name its path in the variable {ChaosVariable}.");
    }
}
