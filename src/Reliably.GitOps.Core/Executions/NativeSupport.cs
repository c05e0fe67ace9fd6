using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>Something in an experiment that only the Chaos Toolkit itself can do, and where it stands.</summary>
public sealed record NativeGap(string What, SourceLocation Where);

/// <summary>What our own engine must hand over (CHAOS-TOOLKIT 13): Python activities wherever they hide, and Python controls.</summary>
public static class NativeSupport
{
    /// <summary>Everything our engine cannot do, in the order of the file.</summary>
    public static IEnumerable<NativeGap> GapsOf(ExperimentDocument document) => GapsIn(document.Experiment.Source, null, document.Path);

    private static IEnumerable<NativeGap> GapsIn(DataNode node, string? owner, string file) => node switch
    {
        DataNode.Mapping mapping => OfMapping(mapping, owner, file),
        DataNode.Sequence sequence => sequence.Items.SelectMany(item => GapsIn(item, owner, file)),
        _ => [],
    };

    private static IEnumerable<NativeGap> OfMapping(DataNode.Mapping mapping, string? owner, string file)
    {
        var name = mapping["name"] is DataNode.Text text ? text.Value : owner;
        foreach (var entry in mapping.Entries)
        {
            var where = new SourceLocation(file, entry.Value.Span);
            var isPython = entry.Name == "provider" && ConfigurationResolution.IsOfType(entry.Value, "python");
            if (entry.Name == "controls")
            {
                if (HasPython(entry.Value)) yield return new("Python controls", where);
            }
            else if (isPython)
            {
                yield return new(name is null ? "a Python provider" : $"the Python activity '{name}'", where);
            }
            else if (entry.Name is not ("arguments" or "secrets" or "extensions" or "contributions" or "tags"))
            {
                foreach (var gap in GapsIn(entry.Value, name, file)) yield return gap;
            }
        }
    }

    private static bool HasPython(DataNode controls) => controls is DataNode.Sequence list
        && list.Items.OfType<DataNode.Mapping>().Any(static control => control.Has("ref") || ConfigurationResolution.IsOfType(control["provider"], "python"));
}
