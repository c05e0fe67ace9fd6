using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>The strategies that a settings file of the Chaos Toolkit names in its <c>runtime</c> block.</summary>
/// <param name="Rollback"><c>runtime.rollbacks.strategy</c>; null where it is not named.</param>
/// <param name="Hypothesis"><c>runtime.hypothesis.strategy</c>; null where it is not named.</param>
public sealed record SettingsStrategies(string? Rollback, string? Hypothesis)
{
    public static SettingsStrategies None { get; } = new(null, null);

    /// <summary>Whatever else stands in the settings is the Chaos Toolkit's own.</summary>
    public static SettingsStrategies Of(DataNode? settings) =>
        (settings as DataNode.Mapping)?["runtime"] is DataNode.Mapping runtime ? new(Named(runtime, "rollbacks"), Named(runtime, "hypothesis")) : None;

    private static string? Named(DataNode.Mapping runtime, string part) => ((runtime[part] as DataNode.Mapping)?["strategy"] as DataNode.Text)?.Value;
}
