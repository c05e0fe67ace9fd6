using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Starters as JSON, for programs: everything that a document of theirs says, with the defaults filled in.</summary>
public static class StarterJson
{
    /// <summary>An array of starters, without their activities.</summary>
    public static string OfMany(IEnumerable<Starter> starters, StarterCatalogue catalogue) =>
        JsonWriter.Indented(new DataNode.Sequence([.. starters.Select(starter => (DataNode)Of(starter, catalogue))])) + "\n";

    /// <summary>One starter with its activity, as it would stand in an experiment.</summary>
    public static string OfOne(Starter starter, StarterCatalogue catalogue) =>
        JsonWriter.Indented(Of(starter, catalogue).With("activity", StarterFilling.Fill(starter, ImmutableDictionary<string, DataNode>.Empty))) + "\n";

    private static DataNode.Mapping Of(Starter starter, StarterCatalogue catalogue) => DataNode.Mapping.Create(
        ("name", DataNode.Of(starter.Slug.Value)),
        ("title", DataNode.Of(starter.Title)),
        ("description", DataNode.Of(starter.Description)),
        ("target", DataNode.Of(starter.Target)),
        ("service", Optional(starter.Service)),
        ("kind", DataNode.Of(starter.Kind == ActivityType.Action ? "action" : "probe")),
        ("tags", Texts(starter.Tags)),
        ("calls", DataNode.Of(StarterProgram.Of(starter))),
        ("package", Optional(starter.Package)),
        ("docs", Optional(starter.Docs?.AbsoluteUri)),
        ("arguments", Arguments(starter.Arguments)),
        ("configuration", Arguments(starter.Configuration)),
        ("related", Texts(starter.Related.Select(static slug => slug.Value))),
        ("rollback", Optional(starter.Rollback?.Value)),
        ("built_in", new DataNode.Boolean(catalogue.IsBuiltIn(starter.Slug))));

    private static DataNode.Sequence Arguments(ImmutableArray<StarterArgument> arguments) => new([.. arguments.Select(static argument => (DataNode)DataNode.Mapping.Create(
        ("name", DataNode.Of(argument.Name)),
        ("title", Optional(argument.Title)),
        ("type", DataNode.Of(ArgumentRules.NameOf(argument.Type))),
        ("required", new DataNode.Boolean(argument.Required)),
        ("default", argument.Default ?? DataNode.None),
        ("choices", new DataNode.Sequence(argument.Choices))))]);

    private static DataNode.Sequence Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (DataNode)DataNode.Of(text))]);

    private static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(text);
}
