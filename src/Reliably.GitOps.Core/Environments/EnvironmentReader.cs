using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Environments;

/// <summary>Reads an environment. Values of secrets never stand in it: a literal that looks like one is an error.</summary>
internal static class EnvironmentReader
{
    public static ExecutionEnvironment? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "an environment", findings) is not { } reader) return null;
        reader.Text("title");
        reader.Text("description");
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var variables = reader.List("envvars").Select(item => Variable(item, names, findings)).OfType<EnvironmentVariable>().ToImmutableArray();
        var paths = new SecretPaths();
        var secrets = reader.List("secrets").Select(item => Secret(item, names, paths, findings)).OfType<SecretReference>().ToImmutableArray();
        reader.Close();
        return new() { Slug = source.Slug, Variables = variables, Secrets = secrets };
    }

    private static EnvironmentVariable? Variable(DocumentCursor item, Dictionary<string, int> names, DiagnosticList findings)
    {
        if (MappingReader.Open(item, "a variable", findings) is not { } reader) return null;
        var name = reader.RequiredText("var_name");
        CheckName(reader, name, names);
        var value = reader.Require("value");
        reader.Close();
        if (value is not { } written) return null;
        if (written.Node is not DataNode.Text text)
        {
            reader.Wrong(written, "`value`", "text");
            return null;
        }

        if (SecretShapes.OfNamed(name ?? "", text.Value) is { } shape) findings.Add(DiagnosticCatalogue.SecretLiteral.At(written, shape));
        return name is null ? null : new(name, text.Value);
    }

    private static SecretReference? Secret(DocumentCursor item, Dictionary<string, int> names, SecretPaths paths, DiagnosticList findings)
    {
        if (MappingReader.Open(item, "a secret", findings) is not { } reader) return null;
        var key = reader.RequiredText("key");
        var name = reader.Text("var_name");
        CheckName(reader, name, names);
        var path = reader.Text("path");
        if (path is not null) CheckPath(item.Field("path")!, path, paths, findings);
        if (!reader.Has("var_name") && !reader.Has("path")) findings.Add(DiagnosticCatalogue.SecretWithoutPlace.At(item.Head(), key ?? ""));
        var from = reader.Require("from") is { } written ? Source(written, findings) : null;
        reader.Close();
        return key is null || from is null ? null : new() { Key = key, VariableName = name, FilePath = path, From = from };
    }

    private static SecretSource? Source(DocumentCursor at, DiagnosticList findings)
    {
        if (MappingReader.Open(at, "`from`", findings) is not { } reader) return null;
        var variable = reader.Text("env");
        var file = reader.Text("file");
        var command = reader.Text("command");
        reader.Close();
        if (((string[])["env", "file", "command"]).Count(reader.Has) != 1)
        {
            findings.Add(DiagnosticCatalogue.SecretSource.At(at));
            return null;
        }

        if (variable is not null)
        {
            if (!EnvironmentNames.IsVariable(variable)) findings.Add(DiagnosticCatalogue.BadVariableName.At(at.Field("env")!, variable));
            return new SecretSource.FromVariable(variable);
        }

        if (command is not null)
        {
            if (!SecretCommand.IsName(command)) findings.Add(DiagnosticCatalogue.SecretCommandName.At(at.Field("command")!, command));
            return new SecretSource.FromCommand(command);
        }

        if (file is null) return null;
        if (!EnvironmentNames.IsFullPath(file)) findings.Add(DiagnosticCatalogue.SecretFilePath.At(at.Field("file")!, file));
        return new SecretSource.FromFile(file);
    }

    private static void CheckPath(DocumentCursor at, string path, SecretPaths paths, DiagnosticList findings)
    {
        if (!EnvironmentNames.IsInside(path))
        {
            findings.Add(DiagnosticCatalogue.SecretPath.At(at, path));
            return;
        }

        if (paths.Overlap(path) is { } other) findings.Add(DiagnosticCatalogue.SecretFileTwice.At(at, path, other.Path, FormattableString.Invariant($"{other.Line}")));
        else paths.Add(path, at.Span.Start.Line);
    }

    private static void CheckName(MappingReader reader, string? name, Dictionary<string, int> names)
    {
        if (name is null) return;
        var at = reader.At.Field("var_name")!;
        if (name.StartsWith(TemplateReader.Prefix, StringComparison.Ordinal)) reader.Findings.Add(DiagnosticCatalogue.ParameterInEnvironment.At(at, name));
        if (!EnvironmentNames.IsVariable(name)) reader.Findings.Add(DiagnosticCatalogue.BadVariableName.At(at, name));
        else if (name is "RELIABLY_SECRETS") reader.Findings.Add(DiagnosticCatalogue.ReservedVariable.At(at, name));
        else if (!names.TryAdd(name, at.Span.Start.Line)) reader.Findings.Add(DiagnosticCatalogue.VariableTwice.At(at, name, FormattableString.Invariant($"{names[name]}")));
    }
}
