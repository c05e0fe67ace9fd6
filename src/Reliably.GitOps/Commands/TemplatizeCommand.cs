using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Reliably.GitOps.Authoring;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably templatize EXPERIMENT</c>: proposes a template, with parameters from the experiment's configuration.</summary>
internal static class TemplatizeCommand
{
    public static Command Create(Terminal terminal)
    {
        var experiment = new Argument<string>("EXPERIMENT") { Description = "Path of an experiment, or its name in this repository." };
        var parameter = new Option<string[]>("--parameter") { Description = "An entry of the configuration; all literal values when left out. As often as there are parameters.", DefaultValueFactory = static _ => [] };
        var name = new Option<string?>("--as") { Description = "Name of the template: templates/NAME. The experiment's when left out." };
        var write = new Option<bool>("--write") { Description = "Writes the template; without it only the difference is shown." };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var command = new Command("templatize", "Shows what an experiment looks like as a template, with its configuration as parameters.") { experiment, parameter, name, write, force };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(experiment), [.. parsed.GetValue(parameter)!], parsed.GetValue(name), parsed.GetValue(write), parsed.GetValue(force)));
        return command;
    }

    private static int Run(Terminal terminal, string typed, ImmutableArray<string> names, string? name, bool write, bool force)
    {
        var (path, slug) = NamedDocument.Find(DocumentKind.Experiment, typed, terminal.WorkingFolder);
        var file = new RepositoryFile(typed, NamedDocument.Read(path, typed)) { Path = WatchedFolder.Relative(terminal.WorkingFolder, path) };
        if (DocumentWriting.Report(terminal, file.Path, file.Content, [.. SnapshotReader.ReadAlone(file, DocumentKind.Experiment).Where(static finding => finding.Severity == Severity.Error)])) return ExitCodes.Problems;
        var source = (DataNode.Mapping)DocumentReader.TryParse(file, out Diagnostic? _)!;
        if (names.Select(one => Templatizer.WhyNot(source, one)).FirstOrDefault(static why => why is not null) is { } wrong) return Say(terminal, ExitCodes.WrongUsage, "reliably: " + wrong);
        var parameters = Templatizer.Propose(source, names);
        if (parameters.IsEmpty) return Say(terminal, ExitCodes.Problems, $"{file.Path} has no literal value in its configuration. Move values that differ between teams there as 'name: value', write ${{name}} in their place, and ask again.");
        var target = DocumentTarget.Named(DocumentKind.Template, name ?? slug.Value, DocumentReader.ExtensionOf(path)!, terminal.WorkingFolder);
        var content = Edited(file, Templatizer.Edits(source, parameters));
        terminal.Output.Write(Difference(file, content, target, source, parameters));
        foreach (var secret in parameters.Where(static one => one.Secret is not null)) terminal.Error.WriteLine($"The value of '{secret.Name}' looks like a secret ({secret.Secret}) and was left out. Give it through 'secrets' and an environment rather than as a parameter.");
        if (!write) return Say(terminal, ExitCodes.Ok, $"{Counted(parameters.Length)}. --write writes {target.Shown}; --parameter NAME chooses.");
        var code = DocumentWriting.CheckAndWrite(terminal, target, content, DocumentKind.Template, force);
        return code != ExitCodes.Ok ? code : Say(terminal, code, $"Written {target.Shown}. 'reliably new {name ?? slug.Value}' makes an experiment of it.");
    }

    private static ReadOnlyMemory<byte> Edited(RepositoryFile file, ImmutableArray<DocumentEdit> edits)
    {
        var outcome = DocumentEditor.Apply(file, edits);
        if (outcome is EditOutcome.Edited edited) return edited.Content;
        var refused = (EditOutcome.Refused)outcome;
        throw new CannotRunException($"{file.Path}{(refused.Line > 0 ? $":{refused.Line}" : "")}: {refused.Reason}", "Write the entry out, or choose others with --parameter.");
    }

    /// <summary>What changes, without the values that look like secrets: output ends up in logs.</summary>
    private static string Difference(RepositoryFile file, ReadOnlyMemory<byte> content, DocumentTarget target, DataNode.Mapping source, ImmutableArray<ProposedParameter> parameters)
    {
        var difference = LineDiff.Unified(Encoding.UTF8.GetString(file.Content.Span), Encoding.UTF8.GetString(content.Span), file.Path, target.Shown);
        var configuration = (DataNode.Mapping)source["configuration"]!;
        return parameters.Where(static one => one.Secret is not null).Select(one => PythonText.Of(configuration[one.Name]!))
            .Aggregate(difference, static (text, secret) => text.Replace(secret, "********", StringComparison.Ordinal));
    }

    private static string Counted(int number) => number == 1 ? "1 parameter" : $"{number} parameters";

    private static int Say(Terminal terminal, int code, string message)
    {
        terminal.Error.WriteLine(message);
        return code;
    }
}
