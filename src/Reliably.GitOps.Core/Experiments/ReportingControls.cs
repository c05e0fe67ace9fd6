using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;

namespace Reliably.GitOps.Experiments;

/// <summary>A control that goes away, and where it stands.</summary>
public sealed record ReportingControl(string Pointer, string Name, string Module);

/// <summary>
/// Controls that only tell another platform what happened (read in the source of these extensions): without them an experiment does the same.
/// Controls that decide something, such as pre-checks, safeguards and pauses, are not among them.
/// </summary>
public static class ReportingControls
{
    private const string Controls = "controls";

    private static readonly ImmutableArray<string> Modules =
    [
        "chaosreliably.controls.experiment", "chaosreliably.controls.capture", "chaosreliably.controls.capture.slack", "chaosreliably.controls.chatgpt", "chaosreliably.controls.metrics",
        "chaosgrafana.controls.loki", "chaoshumio.control", "chaosslack.control", "chaostracing.control",
    ];

    /// <summary>All of them in an experiment, those that refer to one by name included.</summary>
    public static ImmutableArray<ReportingControl> Of(DataNode.Mapping experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var found = Places(experiment).SelectMany(static place => Declared(place.Pointer, place.Controls)).ToList();
        var kept = Places(experiment).SelectMany(static place => place.Controls.Items.OfType<DataNode.Mapping>()).Where(static one => ModuleOf(one) is { } module && !Modules.Contains(module)).Select(NameOf).ToHashSet();
        var names = found.ToLookup(static one => one.Name);
        foreach (var (pointer, controls) in Places(experiment))
        {
            for (var i = 0; i < controls.Items.Length; i++)
            {
                if (controls.Items[i] is DataNode.Mapping one && one["ref"] is DataNode.Text { Value: var name } && names.Contains(name) && !kept.Contains(name)
                    && found.All(other => other.Pointer != At(pointer, i))) found.Add(new(At(pointer, i), name, names[name].First().Module));
            }
        }

        return [.. found.OrderBy(static one => one.Pointer, StringComparer.Ordinal)];
    }

    /// <summary>The changes that take them away, and a <c>controls</c> that would be left empty.</summary>
    public static ImmutableArray<DocumentEdit> Removal(DataNode.Mapping experiment, ImmutableArray<ReportingControl> controls)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var edits = ImmutableArray.CreateBuilder<DocumentEdit>();
        foreach (var (pointer, list) in Places(experiment))
        {
            var gone = Enumerable.Range(0, list.Items.Length).Where(i => controls.Any(one => one.Pointer == At(pointer, i))).ToList();
            if (gone.Count == list.Items.Length && gone.Count > 0) edits.Add(DocumentEdit.RemoveAt(pointer));
            else edits.AddRange(gone.AsEnumerable().Reverse().Select(i => DocumentEdit.RemoveAt(At(pointer, i))));
        }

        return edits.ToImmutable();
    }

    private static IEnumerable<ReportingControl> Declared(string pointer, DataNode.Sequence controls)
    {
        for (var i = 0; i < controls.Items.Length; i++)
        {
            if (controls.Items[i] is DataNode.Mapping one && ModuleOf(one) is { } module && Modules.Contains(module)) yield return new(At(pointer, i), NameOf(one), module);
        }
    }

    /// <summary>Every list of controls: of the experiment, the hypothesis, and each activity.</summary>
    private static IEnumerable<(string Pointer, DataNode.Sequence Controls)> Places(DataNode.Mapping experiment)
    {
        if (experiment[Controls] is DataNode.Sequence own) yield return ("/" + Controls, own);
        var hypothesis = experiment[ExperimentReader.HypothesisKey] as DataNode.Mapping;
        if (hypothesis?[Controls] is DataNode.Sequence list) yield return ($"/{ExperimentReader.HypothesisKey}/{Controls}", list);
        foreach (var (pointer, activities) in new[] { ($"/{ExperimentReader.HypothesisKey}/probes", hypothesis?["probes"]), ("/method", experiment["method"]), ("/rollbacks", experiment["rollbacks"]) })
        {
            if (activities is not DataNode.Sequence sequence) continue;
            for (var i = 0; i < sequence.Items.Length; i++)
            {
                if ((sequence.Items[i] as DataNode.Mapping)?[Controls] is DataNode.Sequence below) yield return ($"{At(pointer, i)}/{Controls}", below);
            }
        }
    }

    private static string At(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    private static string? ModuleOf(DataNode.Mapping control) => ((control["provider"] as DataNode.Mapping)?["module"] as DataNode.Text)?.Value;

    private static string NameOf(DataNode.Mapping control) => (control["name"] as DataNode.Text)?.Value ?? "";
}
