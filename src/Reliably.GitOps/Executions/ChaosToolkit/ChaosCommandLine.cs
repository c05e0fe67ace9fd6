using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>The arguments of <c>chaos run</c> for an order. Strategies are always said: its defaults are not ours.</summary>
internal static class ChaosCommandLine
{
    public static ImmutableArray<string> Of(RunRequest request, string experiment, string journal)
    {
        var options = request.Order.Options;
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange("--no-version-check", "--no-log-file", "run", "--journal-path", journal, "--rollback-strategy", request.RollbackStrategy.Value);
        if (options.HypothesisStrategy is { } strategy) arguments.AddRange("--hypothesis-strategy", strategy);
        if (options.HypothesisFrequency is { } frequency) arguments.AddRange("--hypothesis-frequency", frequency.ToString("R", CultureInfo.InvariantCulture));
        if (options.FailFast) arguments.Add("--fail-fast");
        if (options.Dry is { } dry) arguments.AddRange("--dry", dry);
        if (options.NoValidation) arguments.Add("--no-validation");
        foreach (var (key, value) in options.Variables) arguments.AddRange("--var", VariableOf(key, value));
        foreach (var file in options.VariableFiles) arguments.AddRange("--var-file", file);
        arguments.Add(experiment);
        return arguments.ToImmutable();
    }

    private static string VariableOf(string key, DataNode value) => value switch
    {
        DataNode.Text text => $"{key}:str={text.Value}",
        DataNode.Integer integer => $"{key}:int={PythonText.Of(integer)}",
        DataNode.Float number => $"{key}:float={PythonText.Of(number)}",
        DataNode.Boolean boolean => $"{key}:bool={(boolean.Value ? "true" : "false")}",
        _ => $"{key}:json={JsonWriter.Compact(value)}",
    };
}
