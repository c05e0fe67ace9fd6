using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Templates;

/// <summary>A configuration entry of an experiment as a parameter of a template.</summary>
public sealed record ProposedParameter
{
    public required string Name { get; init; }

    /// <summary>The environment variable of the template's entry, <c>RELIABLY_PARAM_…</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What the entry becomes.</summary>
    public required DataNode.Mapping Entry { get; init; }

    /// <summary>What the extension block says of it.</summary>
    public required DataNode.Mapping Declaration { get; init; }

    /// <summary>The value looks like a secret and was left out: whoever takes the template must give one.</summary>
    public string? Secret { get; init; }
}

/// <summary>Turns an experiment into a template: what stands in its <c>configuration</c> becomes parameters.</summary>
public static class Templatizer
{
    /// <summary>
    /// The entries that can be parameters. Without names these are the literal single values; an entry that reads a variable of its own becomes one
    /// only when it is named, because its environment gives it a value already.
    /// </summary>
    public static ImmutableArray<ProposedParameter> Propose(DataNode.Mapping experiment, ImmutableArray<string> names)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (experiment["configuration"] is not DataNode.Mapping configuration) return [];
        return [.. configuration.Entries.Where(entry => entry.Key is DataNode.Text && (names.IsEmpty || names.Contains(entry.Name))).Select(entry => Propose(entry, !names.IsEmpty)).OfType<ProposedParameter>()];
    }

    /// <summary>Why a name cannot be a parameter, as a sentence; null where it can.</summary>
    public static string? WhyNot(DataNode.Mapping experiment, string name)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (!((experiment["configuration"] as DataNode.Mapping)?.Has(name) ?? false)) return $"There is no '{name}' in the configuration.";
        return Propose(experiment, [name]).IsEmpty ? $"'{name}' is no single value and reads no variable, or is a parameter already." : null;
    }

    /// <summary>The changes that make the template.</summary>
    public static ImmutableArray<DocumentEdit> Edits(DataNode.Mapping experiment, ImmutableArray<ProposedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var edits = ImmutableArray.CreateBuilder<DocumentEdit>();
        foreach (var parameter in parameters)
        {
            var pointer = DocumentEdit.PointerOf("configuration", parameter.Name);
            edits.Add(parameter.Declaration.Has("default") || parameter.Secret is not null || !IsVariable(experiment, parameter.Name)
                ? DocumentEdit.ReplaceAt(pointer, parameter.Entry)
                : DocumentEdit.ReplaceAt(pointer + "/key", DataNode.Of(parameter.Key)));
        }

        edits.Add(Declare(experiment, new([.. parameters.Select(static one => new MappingEntry(DataNode.Of(one.Name), one.Declaration))])));
        return edits.ToImmutable();
    }

    private static DocumentEdit Declare(DataNode.Mapping experiment, DataNode.Mapping declared)
    {
        var block = DataNode.Mapping.Create(("name", DataNode.Of(TemplateReader.Extension)), ("parameters", declared));
        if (experiment["extensions"] is not DataNode.Sequence extensions) return DocumentEdit.InsertAt("/extensions", new DataNode.Sequence([block]), before: "configuration");
        var ours = extensions.Items.IndexOf(extensions.Items.FirstOrDefault(TemplateExpander.IsOurs)!);
        return ours < 0 ? DocumentEdit.InsertAt("/extensions/-", block) : DocumentEdit.ReplaceAt(FormattableString.Invariant($"/extensions/{ours}"), Merged((DataNode.Mapping)extensions.Items[ours], declared));
    }

    /// <summary>An experiment that was made from a template is from now on one itself: its origin goes.</summary>
    private static DataNode.Mapping Merged(DataNode.Mapping ours, DataNode.Mapping declared)
    {
        var before = ours["parameters"] as DataNode.Mapping ?? DataNode.Mapping.Empty;
        return ours.Without("template").With("parameters", declared.Entries.Aggregate(before, static (all, entry) => all.With(entry.Name, entry.Value)));
    }

    private static ProposedParameter? Propose(MappingEntry entry, bool named)
    {
        var key = TemplateReader.Prefix + new string([.. entry.Name.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
        if (entry.Value is DataNode.Mapping variable) return named ? OfVariable(entry.Name, key, variable) : null;
        if (TypeOf(entry.Value) is not { } type) return null;
        var secret = SecretShapes.OfNamed(entry.Name, PythonText.Of(entry.Value));
        var written = DataNode.Mapping.Create(("type", DataNode.Of("env")), ("key", DataNode.Of(key)));
        if (type.Python is { } python) written = written.With("env_var_type", DataNode.Of(python));
        var declared = DataNode.Mapping.Create(("title", DataNode.Of(TitleOf(entry.Name))), ("type", DataNode.Of(type.Declared)));
        return new()
        {
            Name = entry.Name,
            Key = key,
            Entry = secret is null ? written.With("default", entry.Value) : written,
            Declaration = secret is null ? declared.With("default", entry.Value) : declared.With("required", DataNode.Of(true)),
            Secret = secret,
        };
    }

    private static ProposedParameter? OfVariable(string name, string key, DataNode.Mapping variable)
    {
        if (variable["type"] is not DataNode.Text { Value: "env" } || variable["key"] is not DataNode.Text { Value: var own } || own.StartsWith(TemplateReader.Prefix, StringComparison.Ordinal)) return null;
        var declared = DataNode.Mapping.Create(("title", DataNode.Of(TitleOf(name))));
        return new()
        {
            Name = name,
            Key = key,
            Entry = variable.With("key", DataNode.Of(key)),
            Declaration = variable.Has("default") ? declared : declared.With("required", DataNode.Of(true)),
        };
    }

    private static bool IsVariable(DataNode.Mapping experiment, string name) => (experiment["configuration"] as DataNode.Mapping)?[name] is DataNode.Mapping;

    private static string TitleOf(string name)
    {
        var words = name.Replace('_', ' ').Replace('-', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static (string Declared, string? Python)? TypeOf(DataNode value) => value switch
    {
        DataNode.Text => ("string", null),
        DataNode.Integer => ("integer", "int"),
        DataNode.Float => ("number", "float"),
        DataNode.Boolean => ("boolean", "bool"),
        _ => null,
    };
}
