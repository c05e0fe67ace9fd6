using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Templates;

/// <summary>Reads a template: an experiment, the configuration entries that ask for a value, and what its extension block says of them.</summary>
internal static class TemplateReader
{
    public const string Prefix = "RELIABLY_PARAM_";
    public const string Extension = "reliably";

    public static Template? Read(DocumentSource source, DiagnosticList findings)
    {
        if (source.Root.Node is not DataNode.Mapping mapping) return null;
        var experiment = ExperimentReader.Read(mapping);
        var asked = Asked(experiment);
        var declared = Declared(source.Root);
        if (declared.Owner is { Node: not DataNode.Mapping } wrong) findings.Add(DiagnosticCatalogue.WrongType.At(wrong, "`parameters`", "a mapping", NodeNames.Of(wrong.Node)));
        foreach (var entry in declared.Where(entry => !asked.Any(one => one.Name == entry.Name)))
        {
            var at = declared.Owner!.AtKey(entry);
            findings.Add(DiagnosticCatalogue.ParameterWithoutEntry.At(at, entry.Name, Prefix + entry.Name.ToUpperInvariant().Replace('-', '_')));
        }

        foreach (var (later, first) in SameVariable(asked)) findings.Add(DiagnosticCatalogue.SameParameterVariable.At(source.Root.Field("configuration")!.Field(later.Name)!.Field("key")!, later.Name, first.Name));
        if (asked.Length == 0) findings.Add(DiagnosticCatalogue.TemplateWithoutParameters.At(source.Root.Head()));
        return new()
        {
            Slug = source.Slug,
            Experiment = experiment,
            Parameters = [.. asked.Select(entry => Parameter(entry, declared.Owner?.Field(entry.Name), findings))],
            Version = ContentHash.Of(mapping),
        };
    }

    private static ImmutableArray<MappingEntry> Asked(Experiment experiment) =>
    [
        .. experiment.Configuration.Entries.Where(static entry =>
            entry.Value is DataNode.Mapping value
            && value["type"] is DataNode.Text { Value: "env" }
            && value["key"] is DataNode.Text key && key.Value.StartsWith(Prefix, StringComparison.Ordinal)),
    ];

    private static IEnumerable<(MappingEntry Later, MappingEntry First)> SameVariable(ImmutableArray<MappingEntry> asked) =>
        asked.GroupBy(static entry => ((DataNode.Mapping)entry.Value)["key"]).SelectMany(static group => group.Skip(1).Select(later => (later, group.First())));

    private static DeclaredParameters Declared(DocumentCursor root)
    {
        if (root.Field("extensions") is not { } extensions) return new(null);
        foreach (var extension in extensions.Items())
        {
            if (extension.Field("name")?.Node is DataNode.Text { Value: Extension }) return new(extension.Field("parameters"));
        }

        return new(null);
    }

    private static Parameter Parameter(MappingEntry entry, DocumentCursor? declared, DiagnosticList findings)
    {
        var source = (DataNode.Mapping)entry.Value;
        var parameter = new Parameter
        {
            Name = entry.Name,
            EnvironmentKey = ((DataNode.Text)source["key"]!).Value,
            Type = TypeOf((source["env_var_type"] as DataNode.Text)?.Value) ?? ParameterType.String,
            Untyped = TypeOf((source["env_var_type"] as DataNode.Text)?.Value) is null,
            Default = source["default"],
            Required = !source.Has("default"),
        };
        if (declared is not { } at || MappingReader.Open(at, $"the parameter '{entry.Name}'", findings) is not { } reader) return parameter;
        return Declare(parameter, reader);
    }

    private static Parameter Declare(Parameter parameter, MappingReader reader)
    {
        var type = TypeOf(reader.OneOf("type", "string", "integer", "number", "boolean"));
        var given = reader.Take("default");
        var read = parameter with
        {
            Title = reader.Text("title"),
            Description = reader.Text("description"),
            Type = type ?? parameter.Type,
            Untyped = type is null && parameter.Untyped,
            Default = given?.Node ?? parameter.Default,
            Required = reader.Has("required") ? reader.Flag("required") : parameter.Default is null && given is null,
            Pattern = Pattern(reader),
            Choices = [.. reader.List("choices").Select(static item => item.Node)],
            Minimum = Limit(reader, "min"),
            Maximum = Limit(reader, "max"),
        };
        reader.Take("required");
        reader.Close();
        if (read.Minimum > read.Maximum) reader.Findings.Add(DiagnosticCatalogue.BadLimit.At(reader.At.Head(), read.Name, "a minimum above its maximum"));
        if (given is { } standard) ParameterRules.Check(read, standard, reader.Findings);
        foreach (var choice in reader.At.Field("choices")?.Items() ?? []) ParameterRules.Check(read with { Choices = [] }, choice, reader.Findings);
        if (type is not null) Meaningless(read, reader);
        return read;
    }

    /// <summary>What limits texts says nothing of numbers, and the other way round.</summary>
    private static void Meaningless(Parameter parameter, MappingReader reader)
    {
        string[] keys = parameter.Type switch
        {
            ParameterType.String => ["min", "max"],
            ParameterType.Boolean => ["min", "max", "pattern"],
            _ => ["pattern"],
        };
        var type = ((DataNode.Text)reader.At.Field("type")!.Node).Value;
        foreach (var key in keys.Where(reader.Has)) reader.Findings.Add(DiagnosticCatalogue.MeaninglessLimit.At(reader.At.AtKey(((DataNode.Mapping)reader.At.Node).Entry(key)!), key, type));
    }

    private static string? Pattern(MappingReader reader)
    {
        if (reader.Text("pattern") is not { } pattern) return null;
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, ParameterRules.Patience);
            return pattern;
        }
        catch (ArgumentException exception)
        {
            reader.Findings.Add(DiagnosticCatalogue.BadPattern.At(reader.At.Field("pattern")!, pattern, exception.Message));
            return null;
        }
    }

    private static decimal? Limit(MappingReader reader, string key)
    {
        if (reader.Take(key) is not { } value) return null;
        if (ParameterRules.Number(value.Node) is { } number) return number;
        reader.Wrong(value, $"`{key}`", "a number");
        return null;
    }

    private static ParameterType? TypeOf(string? word) => word switch
    {
        "string" or "str" => ParameterType.String,
        "integer" or "int" => ParameterType.Integer,
        "number" or "float" => ParameterType.Number,
        "boolean" or "bool" => ParameterType.Boolean,
        _ => null,
    };

    private sealed record DeclaredParameters(DocumentCursor? Owner)
    {
        public IEnumerable<MappingEntry> Where(Func<MappingEntry, bool> chosen) =>
            Owner?.Node is DataNode.Mapping mapping ? mapping.Entries.Where(chosen) : [];
    }
}
