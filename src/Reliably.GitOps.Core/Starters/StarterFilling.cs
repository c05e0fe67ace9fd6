using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Makes the activity of an experiment from a starter and the values somebody chose.</summary>
public static class StarterFilling
{
    /// <summary>
    /// The activity with values and defaults in place. A value of a Python function is passed also where the starter leaves it to the function. What
    /// nobody gave, and what the experiment's configuration has, stays as <c>${name}</c>.
    /// </summary>
    public static DataNode.Mapping Fill(Starter starter, IReadOnlyDictionary<string, DataNode> values)
    {
        ArgumentNullException.ThrowIfNull(starter);
        ArgumentNullException.ThrowIfNull(values);
        var filled = (DataNode.Mapping)Placeholders.Fill(starter.Activity.Source, name => values.GetValueOrDefault(name) ?? DefaultOf(starter, name));
        if (starter.Activity.Provider is not Provider.Python || filled["provider"] is not DataNode.Mapping provider) return filled;
        var passed = provider["arguments"] as DataNode.Mapping ?? DataNode.Mapping.Empty;
        foreach (var argument in starter.Arguments)
        {
            if (values.TryGetValue(argument.Name, out var value)) passed = passed.With(argument.Name, value);
        }

        return passed.Entries.IsEmpty ? filled : filled.With("provider", provider.With("arguments", passed));
    }

    /// <summary>The arguments that still stand as <c>${name}</c> in the activity once the values are in it.</summary>
    public static ImmutableArray<StarterArgument> Missing(Starter starter, IReadOnlyDictionary<string, DataNode> values)
    {
        var left = Placeholders.Of(DocumentCursor.Root("", Fill(starter, values))).Select(static one => one.Name).ToHashSet(StringComparer.Ordinal);
        return [.. starter.Arguments.Where(argument => left.Contains(argument.Name))];
    }

    private static DataNode? DefaultOf(Starter starter, string name) => starter.Arguments.FirstOrDefault(argument => argument.Name == name)?.Default;
}
