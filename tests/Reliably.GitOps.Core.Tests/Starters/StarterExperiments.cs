using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

/// <summary>Experiments that are made of built-in starters, each filled in with a value for everything it asks for.</summary>
internal static class StarterExperiments
{
    /// <summary>Probes with a tolerance in the hypothesis, rollbacks in the rollbacks, the rest in the method.</summary>
    public static DataNode.Mapping Of(IEnumerable<Starter> starters)
    {
        var all = starters.ToList();
        bool Judges(Starter one) => one.Activity.Tolerance is not null;
        bool Undoes(Starter one) => one.Tags.Contains("rollback");
        return DataNode.Mapping.Create(
            ("title", DataNode.Of("Everything at once")),
            ("description", DataNode.Of("Every starter, as an experiment holds it.")),
            ("configuration", new DataNode.Mapping([.. all.SelectMany(static one => one.Configuration).DistinctBy(static one => one.Name).Select(static one => new MappingEntry(DataNode.Of(one.Name), DataNode.Of("http://localhost:1")))])),
            ("steady-state-hypothesis", DataNode.Mapping.Create(("title", DataNode.Of("All is well")), ("probes", List(all.Where(Judges))))),
            ("method", List(all.Where(one => !Judges(one) && !Undoes(one)))),
            ("rollbacks", List(all.Where(Undoes))));
    }

    private static DataNode.Sequence List(IEnumerable<Starter> starters) => new([.. starters.Select(static one => (DataNode)Filled(one))]);

    private static DataNode.Mapping Filled(Starter starter)
    {
        var values = StarterFilling.Missing(starter, ImmutableDictionary<string, DataNode>.Empty).ToDictionary(static one => one.Name, static one => one.Choices.IsEmpty ? Sample(one.Type) : one.Choices[0]);
        StarterFilling.Missing(starter, values).ShouldBeEmpty();
        return StarterFilling.Fill(starter, values).With("name", DataNode.Of(starter.Slug.Value));
    }

    private static DataNode Sample(ArgumentType type) => type switch
    {
        ArgumentType.Integer => DataNode.Of(1),
        ArgumentType.Number => DataNode.Of(1.5),
        ArgumentType.Boolean => DataNode.Of(true),
        ArgumentType.List => new DataNode.Sequence([DataNode.Of("a")]),
        ArgumentType.Mapping => DataNode.Mapping.Create(("a", DataNode.Of("b"))),
        _ => DataNode.Of("sample"),
    };
}
