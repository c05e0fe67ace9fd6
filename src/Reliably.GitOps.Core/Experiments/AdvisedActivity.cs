using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>An activity with its provider, and its values as far as the document gives them: what advice looks at.</summary>
internal sealed record AdvisedActivity
{
    /// <summary>A longer value is not put into texts: a small document must not become a large one.</summary>
    private const int Longest = 200;

    public required DocumentCursor At { get; init; }

    public required DocumentCursor Provider { get; init; }

    /// <summary><c>process</c>, <c>http</c> or <c>python</c>.</summary>
    public required string Type { get; init; }

    public required DataNode? Arguments { get; init; }

    /// <summary>Configuration as far as the document gives it: literals, and the defaults of variables.</summary>
    public required Substitution Values { get; init; }

    public string Name => At.Field("name")?.Node is DataNode.Text { Value.Length: > 0 } name ? name.Value : "this";

    /// <summary>What a process provider runs; null for another provider, or one without a path.</summary>
    public CommandLine? Command => Type == "process" && Provider.Field("path")?.Node is DataNode.Text { Value.Length: > 0 } path
        ? CommandLine.Of(path.Value, Arguments)
        : null;

    /// <summary>Module and name of the Python function; null for another provider.</summary>
    public (string Module, string Name)? Function =>
        Type == "python" && Provider.Field("module")?.Node is DataNode.Text module && Provider.Field("func")?.Node is DataNode.Text name ? (module.Value, name.Value) : null;

    /// <summary>Null for a reference to another activity, and for one that is broken: its errors come first.</summary>
    public static AdvisedActivity? Of(DocumentCursor activity, Substitution values)
    {
        if (activity.Field("ref") is { Node: not DataNode.Null }) return null;
        if (activity.Field("provider") is not { Node: DataNode.Mapping mapping } provider) return null;
        if (mapping["type"] is not DataNode.Text { Value: "process" or "http" or "python" } type) return null;
        return new()
        {
            At = activity,
            Provider = provider,
            Type = type.Value,
            Arguments = mapping["arguments"] is { } written and not DataNode.Null ? values.Apply(written) : null,
            Values = values,
        };
    }

    /// <summary>An argument of a Python function, substituted; null where it is not given.</summary>
    public DataNode? Argument(string name) => Arguments is DataNode.Mapping mapping ? mapping[name] : null;

    /// <summary>The configuration of an experiment as far as the document gives it, but for lists and mappings. A variable without a default stays <c>${name}</c>.</summary>
    public static Substitution ValuesOf(DocumentCursor root)
    {
        if (root.Field("configuration")?.Node is not DataNode.Mapping configuration) return Substitution.None;
        var known = ImmutableArray.CreateBuilder<MappingEntry>();
        foreach (var entry in configuration.Entries)
        {
            var value = entry.Value is DataNode.Mapping written && written["type"] is DataNode.Text { Value: "env" or "probe" or "vault" } ? written["default"] : entry.Value;
            if (value is DataNode.Boolean or DataNode.Float or DataNode.Text { Value.Length: <= Longest } || (value is DataNode.Integer number && number.Value.GetByteCount() <= 8)) known.Add(entry with { Value = value });
        }

        return new(new DataNode.Mapping(known.ToImmutable()), DataNode.Mapping.Empty);
    }
}
