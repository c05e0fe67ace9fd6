using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>The names that a <c>ref</c> may use: those of the hypothesis and the method. Rollbacks cannot be referred to.</summary>
internal sealed class ActivityNames
{
    private readonly Dictionary<string, (string Part, int Line)> names = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => names.Keys;

    public bool Has(string name) => names.ContainsKey(name);

    public void Add(DocumentCursor? activities, string part, DiagnosticList findings)
    {
        foreach (var activity in activities?.Items() ?? [])
        {
            if (activity.Field("name") is not { Node: DataNode.Text { Value.Length: > 0 } name } place || activity.Field("ref") is not null) continue;
            if (names.TryAdd(name.Value, (part, place.Span.Start.Line))) continue;
            var (first, line) = names[name.Value];
            findings.Add(DiagnosticCatalogue.SameActivityName.At(place, first, name.Value, line.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
