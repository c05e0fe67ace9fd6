using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// The environment variables without which an experiment fails: entries of type env in <c>configuration</c> without a default, and all in
/// <c>secrets</c>, which may lie in groups and never have a default.
/// </summary>
internal static class NeededVariables
{
    /// <summary>Their names, in order, each once.</summary>
    public static ImmutableArray<string> Of(DataNode.Mapping experiment)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(experiment["configuration"], inGroups: false, static entry => !entry.Has("default"), names);
        Collect(experiment["secrets"], inGroups: true, static _ => true, names);
        return names.Count == 0 ? [] : [.. names];
    }

    private static void Collect(DataNode? entries, bool inGroups, Func<DataNode.Mapping, bool> isNeeded, SortedSet<string> names)
    {
        if (entries is not DataNode.Mapping mapping) return;
        foreach (var value in mapping.Entries.Select(static entry => entry.Value).OfType<DataNode.Mapping>())
        {
            if (value["type"] is DataNode.Text { Value: "env" })
            {
                if (value["key"] is DataNode.Text key && isNeeded(value)) names.Add(key.Value);
            }
            else if (inGroups)
            {
                Collect(value, inGroups, isNeeded, names);
            }
        }
    }
}
