using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Where an activity goes in an experiment.</summary>
public enum ExperimentPart
{
    Method,
    Rollbacks,
    Hypothesis,
}

/// <summary>Puts activities into experiments as edits of their text.</summary>
public static class StarterInsertion
{
    private const string Configuration = "configuration";
    private const string Method = "method";

    /// <summary>The activity's name, or one with a number that no other activity has: names are how reports tell activities apart.</summary>
    public static string FreeName(DataNode.Mapping experiment, string wanted)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var read = ExperimentReader.Read(experiment);
        var taken = read.Method.Concat(read.Rollbacks).Concat(read.Hypothesis?.Probes ?? []).Select(static activity => activity.Name).ToHashSet(StringComparer.Ordinal);
        var name = wanted;
        for (var number = 2; taken.Contains(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        return name;
    }

    /// <summary>The changes that put an activity, and the configuration it needs, into an experiment.</summary>
    /// <param name="experiment">The experiment as it is.</param>
    /// <param name="use">The activity.</param>
    /// <param name="part">Where it goes, at its end.</param>
    /// <param name="title">Title of a hypothesis that has to be made for it.</param>
    public static ImmutableArray<DocumentEdit> Edits(DataNode.Mapping experiment, StarterUse use, ExperimentPart part, string title)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(use);
        var edits = ImmutableArray.CreateBuilder<DocumentEdit>();
        Configure(edits, experiment, use);
        edits.Add(part switch
        {
            ExperimentPart.Method => Append(experiment, Method, "/method", use.Activity, "rollbacks"),
            ExperimentPart.Rollbacks => Append(experiment, "rollbacks", "/rollbacks", use.Activity, "runtime"),
            _ => Probe(experiment, use.Activity, title),
        });
        return edits.ToImmutable();
    }

    private static void Configure(ImmutableArray<DocumentEdit>.Builder edits, DataNode.Mapping experiment, StarterUse use)
    {
        if (use.Configuration.IsEmpty) return;
        if (experiment[Configuration] is DataNode.Mapping { Entries.Length: > 0 })
        {
            edits.AddRange(use.Configuration.Select(static entry => DocumentEdit.InsertAt(DocumentEdit.PointerOf(Configuration, entry.Name), entry.Value)));
            return;
        }

        var entries = new DataNode.Mapping([.. use.Configuration.Select(static entry => new MappingEntry(DataNode.Of(entry.Name), entry.Value))]);
        edits.Add(experiment.Has(Configuration)
            ? DocumentEdit.ReplaceAt("/" + Configuration, entries)
            : DocumentEdit.InsertAt("/" + Configuration, entries, experiment.Has(ExperimentReader.HypothesisKey) ? ExperimentReader.HypothesisKey : Method));
    }

    private static DocumentEdit Probe(DataNode.Mapping experiment, DataNode.Mapping probe, string title)
    {
        const string pointer = "/" + ExperimentReader.HypothesisKey;
        if (experiment[ExperimentReader.HypothesisKey] is DataNode.Mapping { Entries.Length: > 0 } hypothesis) return Append(hypothesis, "probes", pointer + "/probes", probe, null);
        var made = DataNode.Mapping.Create(("title", DataNode.Of(title)), ("probes", new DataNode.Sequence([probe])));
        return experiment.Has(ExperimentReader.HypothesisKey) ? DocumentEdit.ReplaceAt(pointer, made) : DocumentEdit.InsertAt(pointer, made, Method);
    }

    /// <summary>An empty list is written anew, so that its first item stands on lines of its own.</summary>
    private static DocumentEdit Append(DataNode.Mapping owner, string key, string pointer, DataNode activity, string? before) => owner[key] switch
    {
        DataNode.Sequence { Items.Length: > 0 } => DocumentEdit.InsertAt(pointer + "/-", activity),
        null => DocumentEdit.InsertAt(pointer, new DataNode.Sequence([activity]), before),
        _ => DocumentEdit.ReplaceAt(pointer, new DataNode.Sequence([activity])),
    };
}
