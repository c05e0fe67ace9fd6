using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The user's own settings of the Chaos Toolkit: they stay in force, and what we add comes beside them. All we look for is the strategies that
/// they name, so that the record says what really decided.
/// </summary>
internal static class ChaosSettings
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>The order with what the settings say. Under <c>serve</c> a run has a home of its own, and no settings in it.</summary>
    public static ExecutionOrder Consider(ExecutionOrder order, ExecutionSurroundings surroundings)
    {
        if (surroundings.UnderServe || !RunnerSelection.IsForChaosToolkit(order, surroundings)) return order;
        return FileOf(order, surroundings) is { } file && File.Exists(file)
            ? order with { Options = order.Options with { SettingsStrategies = SettingsStrategies.Of(Read(file)) } }
            : order;
    }

    private static string? FileOf(ExecutionOrder order, ExecutionSurroundings surroundings)
    {
        if (order.Options.Settings is { } given) return Path.GetFullPath(given, surroundings.WorkingFolder ?? "/");
        var home = order.Environment?.Variables.LastOrDefault(static variable => variable.Name == "HOME")?.Value ?? surroundings.Variables.GetValueOrDefault("HOME");
        return home is { Length: > 0 } ? Path.Combine(home, ".chaostoolkit", "settings.yaml") : null;
    }

    /// <summary>Settings that cannot be read are the Chaos Toolkit's to complain about, which it does.</summary>
    private static DataNode? Read(string file)
    {
        try
        {
            return PlainFile.Read(file, LongestFile) is { } text ? YamlReader.TryParse(text, out _) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the Chaos Toolkit fails on it, and says so
        }
    }
}
