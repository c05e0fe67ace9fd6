using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions;

/// <summary>
/// What is left to do of an experiment whose engine is gone: the same document with nothing but its rollbacks. Configuration, secrets and
/// controls stay; a rollback that refers to an activity of the method or the hypothesis is that activity.
/// </summary>
public static class RollbacksOnly
{
    private const string Rollbacks = "rollbacks";

    /// <summary>Null where no rollback is left.</summary>
    /// <param name="document">The experiment as it was run. Its slug and content hash stay.</param>
    /// <param name="played">Names of rollbacks that were played already, each as often as it was.</param>
    public static ExperimentDocument? Of(ExperimentDocument document, IEnumerable<string>? played = null)
    {
        var source = document.Experiment.Source;
        if (source[Rollbacks] is not DataNode.Sequence { Items.IsEmpty: false } rollbacks) return null;
        var done = played?.ToList() ?? [];
        var left = rollbacks.Items.Where(item => !done.Remove(NameOf(item))).ToList();
        if (left.Count == 0) return null;
        var rest = source.Without(ExperimentReader.HypothesisKey)
            .With("method", DataNode.Sequence.Empty)
            .With(Rollbacks, new DataNode.Sequence([.. left.Select(item => Resolved(item, source))]));
        return document with { Experiment = ExperimentReader.Read(rest), Content = Encoding.UTF8.GetBytes(JsonWriter.Compact(rest)), Extension = ".json" };
    }

    private static string NameOf(DataNode rollback) =>
        rollback is DataNode.Mapping mapping && (PythonTruth.Of(mapping["ref"]) ? mapping["ref"] : mapping["name"]) is { } name ? PythonText.Of(name) : "";

    private static DataNode Resolved(DataNode rollback, DataNode.Mapping source)
    {
        if (rollback is not DataNode.Mapping mapping || !PythonTruth.Of(mapping["ref"])) return rollback;
        var name = PythonText.Of(mapping["ref"]!);
        var probes = (source[ExperimentReader.HypothesisKey] as DataNode.Mapping)?["probes"];
        return Named(probes, name) ?? Named(source["method"], name) ?? rollback;
    }

    private static DataNode.Mapping? Named(DataNode? activities, string name) =>
        (activities as DataNode.Sequence)?.Items.OfType<DataNode.Mapping>().LastOrDefault(activity => activity["name"] is { } own && PythonText.Of(own) == name);
}
