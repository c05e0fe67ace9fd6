using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>The names that a <c>ref</c> may use: those of the hypothesis and the method. Rollbacks cannot be referred to.</summary>
internal sealed class ActivityNames
{
    private readonly Dictionary<string, Named> names = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => names.Keys;

    public bool Has(string name) => names.ContainsKey(name);

    /// <summary>Whether a name belongs to an entry that is itself a <c>ref</c>: the toolkit takes the name, and cannot run the entry.</summary>
    public bool IsReference(string name) => names.TryGetValue(name, out var found) && found.IsReference;

    public void Add(DocumentCursor? activities, string part, DiagnosticList findings)
    {
        foreach (var activity in activities?.Items() ?? [])
        {
            if (activity.Field("name") is not { } place) continue;
            if (place.Node is DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 })
            {
                findings.Add(DiagnosticCatalogue.BadActivityName.At(place, NodeNames.Of(place.Node)));
            }

            if (place.Node is not DataNode.Text { Value.Length: > 0 } name) continue;
            var isReference = activity.Field("ref") is { Node: not DataNode.Null };
            if (names.TryAdd(name.Value, new(part, place.Span.Start.Line, isReference)) || isReference) continue;
            var (first, line, wasReference) = names[name.Value];
            if (wasReference) names[name.Value] = new(part, place.Span.Start.Line, false);
            else findings.Add(DiagnosticCatalogue.SameActivityName.At(place, first, name.Value, line.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private sealed record Named(string Part, int Line, bool IsReference);
}
