using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Reads a starter. Its activity is checked like any activity of an experiment.</summary>
internal static class StarterReader
{
    public static Starter? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "a starter", findings) is not { } reader) return null;
        var title = reader.RequiredText("title");
        var target = reader.RequiredText("target");
        var starter = new Starter
        {
            Slug = source.Slug,
            Title = title ?? "",
            Description = reader.Text("description") ?? "",
            Target = target ?? "",
            Service = reader.Text("service"),
            Tags = reader.Texts("tags"),
            Arguments = Arguments(reader, "arguments"),
            Configuration = Arguments(reader, "configuration"),
            Related = [.. reader.Names("related").Select(Referred)],
            Rollback = reader.Name("rollback") is { } rollback ? Referred(rollback) : null,
            Docs = Address(reader),
            Package = reader.Text("package"),
            Activity = NoActivity,
        };
        var activity = reader.Require("activity");
        reader.Close();
        if (activity is not { } written) return null;
        if (written.Node is not DataNode.Mapping mapping)
        {
            reader.Wrong(written, "`activity`", "a mapping");
            return null;
        }

        ActivityRules.CheckAlone(written, findings);
        AdviceRules.CheckAlone(written, findings);
        starter = starter with { Activity = ExperimentReader.ReadActivity(mapping) };
        StarterRules.Check(starter, source.Root, findings);
        return title is null || target is null ? null : starter;
    }

    private static Activity NoActivity { get; } = ExperimentReader.ReadActivity(DataNode.Mapping.Empty);

    private static Slug Referred(Slug name) => RepositoryLayout.Referred(DocumentKind.Starter, name);

    private static ImmutableArray<StarterArgument> Arguments(MappingReader starter, string key)
    {
        if (starter.Take(key) is not { } value) return [];
        if (value.Node is DataNode.Mapping mapping) return [.. mapping.Entries.Select(entry => Argument(entry.Name, value.AtValue(entry), starter.Findings)).OfType<StarterArgument>()];
        starter.Wrong(value, $"`{key}`", "a mapping");
        return [];
    }

    private static StarterArgument? Argument(string name, DocumentCursor at, DiagnosticList findings)
    {
        if (MappingReader.Open(at, $"the argument '{name}'", findings) is not { } reader) return null;
        var type = reader.OneOf("type", ArgumentRules.TypeNames);
        var given = reader.Take("default");
        var argument = new StarterArgument
        {
            Name = name,
            Title = reader.Text("title"),
            Type = Array.IndexOf(ArgumentRules.TypeNames, type) is var index and >= 0 ? (ArgumentType)index : ArgumentType.Any,
            Required = reader.Flag("required"),
            Default = given?.Node is DataNode.Null ? null : given?.Node,
        };
        var choices = reader.List("choices");
        foreach (var choice in choices) ArgumentRules.Check(argument, choice, findings);
        argument = argument with { Choices = [.. choices.Select(static choice => choice.Node)] };
        reader.Close();
        if (given is null) return argument;
        ArgumentRules.Check(argument, given, findings);
        if (argument.Required) findings.Add(DiagnosticCatalogue.RequiredWithDefault.At(given, name));
        return argument;
    }

    private static Uri? Address(MappingReader reader)
    {
        if (reader.Text("docs") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0) return address;
        reader.Findings.Add(DiagnosticCatalogue.BadUrl.At(reader.At.Field("docs")!, text));
        return null;
    }
}
