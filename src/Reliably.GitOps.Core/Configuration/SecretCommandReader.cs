using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads commands that give secrets: a mapping from names to <c>{ run, env, timeout }</c>.</summary>
public static class SecretCommandReader
{
    /// <summary>Reads a file that holds nothing else: what <c>reliably run --secret-commands</c> takes.</summary>
    public static (ImmutableArray<SecretCommand> Commands, ImmutableArray<Diagnostic> Problems) Read(RepositoryFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var findings = new DiagnosticList();
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> problems);
        findings.Add(problems);
        return (node is null ? [] : Read(DocumentCursor.Root(file.Path, node), findings), findings.ToImmutable());
    }

    internal static ImmutableArray<SecretCommand> Read(DocumentCursor at, DiagnosticList findings)
    {
        if (at.Node is not DataNode.Mapping mapping)
        {
            findings.Add(DiagnosticCatalogue.WrongType.At(at, "`commands`", "a mapping", NodeNames.Of(at.Node)));
            return [];
        }

        return [.. mapping.Entries.Select(entry => One(entry.Name, at.AtKey(entry), at.AtValue(entry), findings)).OfType<SecretCommand>()];
    }

    private static SecretCommand? One(string name, DocumentCursor key, DocumentCursor value, DiagnosticList findings)
    {
        if (!SecretCommand.IsName(name)) findings.Add(DiagnosticCatalogue.SecretCommandName.At(key, name));
        if (MappingReader.Open(value, "a command", findings) is not { } reader) return null;
        var run = reader.Require("run") is { } written ? Line(written, findings) : [];
        var variables = reader.Texts("env");
        foreach (var item in reader.List("env").Where(static item => item.Node is DataNode.Text { Value: var text } && !EnvironmentNames.IsVariable(text)))
        {
            findings.Add(DiagnosticCatalogue.BadVariableName.At(item, ((DataNode.Text)item.Node).Value));
        }

        var timeout = reader.PositiveDuration("timeout") ?? SecretCommand.StandardTimeout;
        reader.Close();
        return run.IsEmpty ? null : new() { Name = name, Line = run, Variables = variables, Timeout = timeout };
    }

    private static ImmutableArray<string> Line(DocumentCursor at, DiagnosticList findings)
    {
        if (at.Node is not DataNode.Sequence sequence)
        {
            findings.Add(DiagnosticCatalogue.WrongType.At(at, "`run`", "a list", NodeNames.Of(at.Node)));
            return [];
        }

        foreach (var item in at.Items().Where(static item => item.Node is not DataNode.Text))
        {
            findings.Add(DiagnosticCatalogue.WrongType.At(item, "An argument of a command", "text", NodeNames.Of(item.Node)));
        }

        var line = sequence.Items.OfType<DataNode.Text>().Select(static item => item.Value).ToImmutableArray();
        if (line.FirstOrDefault() is null or "") findings.Add(DiagnosticCatalogue.SecretCommandEmpty.At(at));
        return line.FirstOrDefault() is null or "" ? [] : line;
    }
}
