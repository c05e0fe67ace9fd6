using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// The arguments of <c>chaos run</c> for an order. A rollback strategy that the experiment names is left to it, and with <c>--compat</c> one that
/// nobody names to the Chaos Toolkit and its settings.
/// </summary>
internal static class ChaosCommandLine
{
    public static ImmutableArray<string> Of(RunRequest request, ChaosFiles files)
    {
        var options = request.Order.Options;
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange("--no-version-check", "--no-log-file");
        if (options.Settings is { } settings) arguments.AddRange("--settings", settings);
        arguments.AddRange("run", "--journal-path", files.Journal);
        if (files.Control is { } control) arguments.AddRange("--control-file", control.File);
        if (IsOurs(request.RollbackStrategy, options.Compat)) arguments.AddRange("--rollback-strategy", request.RollbackStrategy.Value);
        if (options.HypothesisStrategy is { } strategy) arguments.AddRange("--hypothesis-strategy", strategy);
        if (options.HypothesisFrequency is { } frequency) arguments.AddRange("--hypothesis-frequency", frequency.ToString("R", CultureInfo.InvariantCulture));
        if (options.FailFast) arguments.Add("--fail-fast");
        if (options.Dry is { } dry) arguments.AddRange("--dry", dry);
        if (options.NoValidation) arguments.Add("--no-validation");
        foreach (var (key, value) in options.Variables) arguments.AddRange("--var", VariableOf(key, value));
        foreach (var file in options.VariableFiles) arguments.AddRange("--var-file", file);
        arguments.Add(files.Experiment);
        return arguments.ToImmutable();
    }

    private static bool IsOurs(StrategyChoice strategy, bool compat) => strategy.Source switch
    {
        "experiment" or "settings" => false,
        "default" => !compat,
        _ => true,
    };

    private static string VariableOf(string key, DataNode value) => value switch
    {
        DataNode.Text text => $"{key}:str={text.Value}",
        DataNode.Integer integer => $"{key}:int={PythonText.Of(integer)}",
        DataNode.Float number => $"{key}:float={PythonText.Of(number)}",
        DataNode.Boolean boolean => $"{key}:bool={(boolean.Value ? "true" : "false")}",
        _ => $"{key}:json={JsonWriter.Compact(value)}",
    };
}
