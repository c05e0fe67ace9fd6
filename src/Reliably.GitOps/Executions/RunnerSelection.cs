using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.ChaosToolkit;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Executions.Native;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>Which engine runs an experiment, or why none can. What depends on the machine is looked at here, before anything runs.</summary>
internal sealed record RunnerSelection(Func<PrivateFolder, IExperimentRunner>? Runner, string? Problem)
{
    /// <summary>Variable that names the path of <c>chaos</c>.</summary>
    public const string ChaosVariable = "CHAOS";

    private const string Shared = "shared";

    private const string NoSkip =
        "The Chaos Toolkit takes the hypothesis strategy 'skip' only from the experiment's own runtime block. Write it there, or pass --runner native.";

    private const string Install = $"Install the Chaos Toolkit (pip install chaostoolkit), or name its path in the variable {ChaosVariable}";

    public static RunnerSelection Of(ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableSortedDictionary<string, string> environment)
    {
        if (order.DeploymentDocument is Deployment.Container { Settings: var container }) return Container(container, order, surroundings);
        if (order.Options.Runner == RunnerChoice.Native) return Native(order, surroundings, environment, "pass --runner chaostoolkit");
        if (FindChaos(surroundings) is { } chaos) return ChaosToolkit(chaos, order, surroundings);
        return order.Options.Runner == RunnerChoice.ChaosToolkit
            ? new(null, $"The Chaos Toolkit was asked for and is not on this machine. {WhereItWasLookedFor(surroundings)}{Install}.")
            : Native(order, surroundings, environment, "run again");
    }

    /// <summary>Whether the Chaos Toolkit is what will run an order.</summary>
    public static bool IsForChaosToolkit(ExecutionOrder order, ExecutionSurroundings surroundings) =>
        order.Options.Runner != RunnerChoice.Native && FindChaos(surroundings) is not null;

    /// <summary>The part of a run's private folder that its container sees.</summary>
    public static PrivateFolder SharedFolder(PrivateFolder folder) => folder.Inside(Shared);

    /// <summary>Its path.</summary>
    public static string SharedPath(string folder) => Path.Combine(folder, Shared);

    /// <summary>The path of the Chaos Toolkit: by setting, by the variable <c>CHAOS</c>, or on PATH; null where it is not installed.</summary>
    public static string? FindChaos(ExecutionSurroundings surroundings) => FindChaos(surroundings.ChaosPath, surroundings.Variables);

    /// <summary>The same for the path of a setting, where there is one.</summary>
    public static string? FindChaos(string? setting, IReadOnlyDictionary<string, string> variables) =>
        Executables.Find(AskedFor(setting, variables) ?? "chaos", variables.GetValueOrDefault("PATH"), "/");

    private static string? AskedFor(string? setting, IReadOnlyDictionary<string, string> variables) =>
        (setting ?? variables.GetValueOrDefault(ChaosVariable)) is { Length: > 0 } asked ? asked : null;

    /// <summary>A path that was given and leads nowhere is what to correct.</summary>
    private static string WhereItWasLookedFor(ExecutionSurroundings surroundings) =>
        AskedFor(surroundings.ChaosPath, surroundings.Variables) is { } asked ? $"There is no program '{asked}', as {(surroundings.ChaosPath is null ? "the variable " + ChaosVariable : "the setting 'chaos'")} says. " : "";

    private static RunnerSelection ChaosToolkit(string chaos, ExecutionOrder order, ExecutionSurroundings surroundings)
    {
        if (order.Options.HypothesisStrategy == "skip") return new(null, NoSkip);
        return order.Options.Settings is { } settings && !File.Exists(Path.GetFullPath(settings, surroundings.WorkingFolder ?? "/"))
            ? new(null, $"There is no settings file '{settings}'. Correct the path of --settings, or leave it out: the Chaos Toolkit then reads ~/.chaostoolkit/settings.yaml.")
            : new(folder => new ChaosToolkitRunner(chaos, folder, surroundings.Clock), null);
    }

    private static RunnerSelection Container(ContainerSettings settings, ExecutionOrder order, ExecutionSurroundings surroundings)
    {
        if (order.Options is { Runner: RunnerChoice.ChaosToolkit, HypothesisStrategy: "skip" }) return new(null, NoSkip);
        var name = ContainerCli.NameOf(settings.Engine);
        return ContainerCli.Find(settings.Engine, surroundings.Variables) is { } cli
            ? new(folder => new ContainerRunner(settings, cli, SharedFolder(folder), folder, surroundings.Clock), null)
            : new(null, $"The deployment '{order.Deployment}' needs {name}, and there is no '{name}' on PATH. Install it, or name another engine in the deployment.");
    }

    private static RunnerSelection Native(
        ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableSortedDictionary<string, string> environment, string afterwards)
    {
        if (order.Options.Settings is not null) return new(null, $"Only the Chaos Toolkit reads a settings file (--settings). {Install}, and {afterwards}; or leave --settings out.");
        var gaps = NativeSupport.GapsOf(order.Experiment).Take(3).Select(static gap => $"{gap.What} ({gap.Where})").ToList();
        if (gaps.Count > 0)
        {
            var looked = FindChaos(surroundings) is null ? WhereItWasLookedFor(surroundings) : "";
            return new(null, $"Only the Chaos Toolkit itself can run {string.Join(", ", gaps)}. {looked}{Install}, and {afterwards}.");
        }

        return !order.Options.NoValidation && MissingProgram(order.Experiment, environment, surroundings.WorkingFolder ?? "/") is { } missing
            ? new(null, missing)
            : new(_ => new NativeRunner(surroundings.Clock), null);
    }

    /// <summary>As the Chaos Toolkit's validation: the path as written, neither <c>~</c> nor variables in it.</summary>
    private static string? MissingProgram(ExperimentDocument document, ImmutableSortedDictionary<string, string> environment, string folder)
    {
        foreach (var activity in document.Experiment.Activities.Where(static activity => activity.Ref is null))
        {
            if (activity.Provider is not Experiments.Provider.Process process) continue;
            if (Executables.Find(process.Path, environment.GetValueOrDefault("PATH"), folder) is not null) continue;
            var where = new Diagnostics.SourceLocation(document.Path, (process.Source["path"] ?? process.Source).Span);
            return $"There is no program '{process.Path}' on this machine, in activity '{activity.Name}' ({where}). Install it, or correct the path.";
        }

        return null;
    }
}
