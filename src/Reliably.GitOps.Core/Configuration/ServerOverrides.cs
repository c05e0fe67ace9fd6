using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

/// <summary>
/// <c>RELIABLY_…</c> variables over <c>reliably-server.yaml</c>: the path of a single value in capitals, joined by <c>_</c>, with the number of
/// a list's item from 0: <c>RELIABLY_DATA</c>, <c>RELIABLY_LISTEN_PRIVATE</c>, <c>RELIABLY_REPOSITORIES_0_URL</c>.
/// </summary>
public static class ServerOverrides
{
    private static readonly string[] Roots = ["data", "poll-interval", "chaos", "runner", "public-url"];
    private static readonly string[] OfRepository = ["url", "branch", "credentials", "app"];

    internal static DataNode Apply(DataNode node, IReadOnlyDictionary<string, string> variables, DiagnosticList findings)
    {
        if (node is not DataNode.Mapping root) return node;
        var names = new List<string>();
        foreach (var key in Roots) root = Set(root, key, Name(key), variables, names);
        root = Below(root, "listen", ["private", "public"], variables, names);
        root = Below(root, "github", GitHubSettingsReader.Keys, variables, names);
        root = Below(root, "limits", LimitsReader.Keys, variables, names);
        root = Repositories(root, variables, names);
        Report(variables, names, findings);
        return root;
    }

    private static DataNode.Mapping Below(DataNode.Mapping root, string parent, string[] keys, IReadOnlyDictionary<string, string> variables, List<string> names)
    {
        var written = root[parent] as DataNode.Mapping;
        var changed = written ?? DataNode.Mapping.Empty;
        foreach (var key in keys) changed = Set(changed, key, Name(parent, key), variables, names);
        return ReferenceEquals(changed, written ?? DataNode.Mapping.Empty) ? root : root.With(parent, changed);
    }

    /// <summary>What is wrong with a value that came from a variable stands in the variable, not in the file.</summary>
    internal static Diagnostic InVariable(Diagnostic finding, IReadOnlyDictionary<string, string> variables)
    {
        if (finding.Location.Span != default || finding.Pointer.Length == 0) return finding;
        var name = Name(finding.Pointer[1..].Split('/'));
        return variables.ContainsKey(name) ? finding with { Location = new("$" + name, default) } : finding;
    }

    private static DataNode.Mapping Repositories(DataNode.Mapping root, IReadOnlyDictionary<string, string> variables, List<string> names)
    {
        var items = (root["repositories"] as DataNode.Sequence)?.Items ?? ImmutableArray<DataNode>.Empty;
        var changed = items;
        for (var i = 0; i <= items.Length; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var before = (i < items.Length ? items[i] : null) as DataNode.Mapping ?? DataNode.Mapping.Empty;
            var after = before;
            foreach (var key in OfRepository) after = Set(after, key, Name("repositories", number, key), variables, names);
            if (ReferenceEquals(after, before)) continue;
            changed = i < items.Length ? changed.SetItem(i, after) : changed.Add(after);
        }

        return changed == items ? root : root.With("repositories", new DataNode.Sequence(changed) { Span = root["repositories"]?.Span ?? default });
    }

    private static DataNode.Mapping Set(
        DataNode.Mapping mapping, string key, string name, IReadOnlyDictionary<string, string> variables, List<string> names)
    {
        names.Add(name);
        return variables.TryGetValue(name, out var value) && value.Length > 0 ? mapping.With(key, DataNode.Of(value)) : mapping;
    }

    /// <summary>A variable that nearly has a name that counts is a slip of the pen; others may belong to somebody else.</summary>
    private static void Report(IReadOnlyDictionary<string, string> variables, List<string> names, DiagnosticList findings)
    {
        foreach (var name in variables.Keys.Where(name => name.StartsWith("RELIABLY_", StringComparison.Ordinal) && !names.Contains(name)).Order(StringComparer.Ordinal))
        {
            if (Nearest.To(name, names) is { } meant)
            {
                findings.Add(DiagnosticCatalogue.UnknownVariable.At(DocumentCursor.OfFile("$" + name), name, meant));
            }
        }
    }

    private static string Name(params string[] path) =>
        "RELIABLY_" + string.Join('_', path).ToUpperInvariant().Replace('-', '_');
}
