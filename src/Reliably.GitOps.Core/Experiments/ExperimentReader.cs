using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Makes the typed view of an experiment. It is as lenient as <c>chaos run --no-validation</c>: what has the wrong type is left out, and
/// <c>ExperimentRules</c> says so.
/// </summary>
public static class ExperimentReader
{
    public const string HypothesisKey = "steady-state-hypothesis";

    public static Experiment Read(DataNode.Mapping source) => new()
    {
        Source = source,
        Title = TitleOf(source),
        Description = TextOf(source["description"]),
        Tags = [.. Items(source["tags"]).OfType<DataNode.Text>().Select(static tag => tag.Value)],
        Configuration = source["configuration"] as DataNode.Mapping ?? DataNode.Mapping.Empty,
        Secrets = source["secrets"] as DataNode.Mapping ?? DataNode.Mapping.Empty,
        Hypothesis = source[HypothesisKey] is DataNode.Mapping hypothesis ? ReadHypothesis(hypothesis) : null,
        Method = ReadActivities(source["method"]),
        Rollbacks = ReadActivities(source["rollbacks"]),
        HypothesisStrategy = Strategy(source, "hypothesis"),
        RollbackStrategy = Strategy(source, "rollbacks"),
    };

    internal static string TitleOf(DataNode.Mapping source) => TextOf(source["title"]);

    /// <summary>One activity on its own, as a starter holds it.</summary>
    public static Activity ReadActivity(DataNode.Mapping source)
    {
        var pauses = source["pauses"] as DataNode.Mapping;
        return new()
        {
            Source = source,
            Type = source["type"] is DataNode.Text { Value: "action" } ? ActivityType.Action : ActivityType.Probe,
            Name = TextOf(source["name"]),
            Provider = source["provider"] is DataNode.Mapping provider ? ReadProvider(provider) : null,
            Tolerance = source["tolerance"],
            PauseBefore = Given(pauses?["before"]),
            PauseAfter = Given(pauses?["after"]),
            Background = PythonTruth.Of(source["background"]),
            Ref = source["ref"] is DataNode.Text { Value.Length: > 0 } reference ? reference.Value : null,
        };
    }

    public static Provider ReadProvider(DataNode.Mapping source) => source["type"] switch
    {
        DataNode.Text { Value: "process" } => new Provider.Process { Source = source, Path = TextOf(source["path"]) },
        DataNode.Text { Value: "http" } => new Provider.Http { Source = source, Url = source["url"] ?? DataNode.None },
        DataNode.Text { Value: "python" } => new Provider.Python
        {
            Source = source,
            Module = TextOf(source["module"]),
            Function = TextOf(source["func"]),
        },
        var other => new Provider.Unknown { Source = source, Type = TextOf(other) },
    };

    private static SteadyStateHypothesis ReadHypothesis(DataNode.Mapping source) =>
        new() { Source = source, Title = TextOf(source["title"]), Probes = ReadActivities(source["probes"]) };

    private static ImmutableArray<Activity> ReadActivities(DataNode? node) =>
        [.. Items(node).OfType<DataNode.Mapping>().Select(ReadActivity)];

    private static string? Strategy(DataNode.Mapping source, string part) =>
        source["runtime"] is DataNode.Mapping runtime && runtime[part] is DataNode.Mapping choice && choice["strategy"] is DataNode.Text text
            ? text.Value
            : null;

    private static ImmutableArray<DataNode> Items(DataNode? node) => node is DataNode.Sequence sequence ? sequence.Items : [];

    private static DataNode? Given(DataNode? node) => node is DataNode.Null ? null : node;

    private static string TextOf(DataNode? node) => node is null or DataNode.Null ? "" : PythonText.Of(node);
}
