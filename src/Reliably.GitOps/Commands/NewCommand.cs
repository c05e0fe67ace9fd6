using System.CommandLine;
using System.Text;
using Reliably.GitOps.Authoring;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably new TEMPLATE --set name=value …</c>: a plain experiment from a template.</summary>
internal static class NewCommand
{
    public static Command Create(Terminal terminal)
    {
        var template = new Argument<string>("TEMPLATE") { Description = "Name of a template of this repository, or the path of one." };
        var set = new Option<string[]>("--set") { Description = "A value: name=value. As often as there are values.", DefaultValueFactory = static _ => [] };
        var name = new Option<string?>("--as") { Description = "Writes experiments/NAME with the template's extension." };
        var output = new Option<string?>("--output", "-o") { Description = "Writes this file; standard output when neither is given." };
        var title = new Option<string?>("--title") { Description = "A title of its own." };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var command = new Command("new", "Makes a plain experiment from a template. Asks at a terminal for what is required and not given.") { template, set, name, output, title, force };
        command.SetAction(parsed => Run(terminal, new()
        {
            Template = parsed.GetRequiredValue(template),
            Set = parsed.GetValue(set)!,
            Name = parsed.GetValue(name),
            Output = parsed.GetValue(output),
            Title = parsed.GetValue(title),
            Force = parsed.GetValue(force),
        }));
        return command;
    }

    private static int Run(Terminal terminal, Typed typed)
    {
        var given = Assignments.Read(typed.Set, out var wrong);
        if (typed.Name is not null && typed.Output is not null) wrong ??= "--as and --output both say where to write.";
        if (wrong is not null) return Wrong(terminal, wrong);
        var (path, slug) = NamedDocument.Find(DocumentKind.Template, typed.Template, terminal.WorkingFolder);
        var file = new RepositoryFile("templates/" + slug.Value + DocumentReader.ExtensionOf(path), NamedDocument.Read(path, typed.Template));
        if (Read(terminal, typed.Template, file) is not { } template) return ExitCodes.Problems;
        var target = typed.Name is { } named ? DocumentTarget.Named(DocumentKind.Experiment, named, DocumentReader.ExtensionOf(path)!, terminal.WorkingFolder)
            : typed.Output is { } output ? DocumentTarget.At(output, terminal.WorkingFolder) : null;
        if (target is { Exists: true } && !typed.Force) throw new CannotRunException($"{target.Shown} is there already.", "Choose another name, or replace it with --force.");
        var expansion = TemplateExpander.Expand(template, DocumentCursor.Root("--set", Values(terminal, template, given)));
        if (expansion.Experiment is not { } experiment) return Refuse(terminal, expansion);
        if (typed.Title is { } title) experiment = experiment.With("title", DataNode.Of(title));
        return Write(terminal, file, experiment, target, typed.Force);
    }

    private static Template? Read(Terminal terminal, string shown, RepositoryFile file)
    {
        var snapshot = SnapshotReader.Read([file], null);
        var findings = snapshot.Diagnostics.Where(static finding => finding.Severity == Severity.Error).Select(finding => finding with { Location = finding.Location with { File = shown } });
        if (DocumentWriting.Report(terminal, shown, file.Content, [.. findings])) return null;
        return snapshot.Templates.Values.FirstOrDefault() ?? throw new CannotRunException($"{shown} is no template.", "A template is an experiment whose configuration asks for RELIABLY_PARAM_… variables.");
    }

    private static DataNode.Mapping Values(Terminal terminal, Template template, Dictionary<string, string> given)
    {
        var values = DataNode.Mapping.Empty;
        foreach (var (name, word) in given)
        {
            var parameter = template.Parameters.FirstOrDefault(parameter => parameter.Name == name);
            values = values.With(name, parameter is null ? DataNode.Of(word) : ParameterValues.Read(parameter, word));
        }

        var missing = template.Parameters.Where(parameter => parameter.Required && parameter.Default is null && !values.Has(parameter.Name)).ToList();
        if (missing.Count == 0 || !terminal.Asks() || given.Keys.Any(name => template.Parameters.All(parameter => parameter.Name != name))) return values;
        using var answers = new StreamReader(terminal.OpenInput(), Encoding.UTF8);
        var questions = new Questions(terminal);
        foreach (var parameter in missing)
        {
            if (questions.Ask(parameter, answers) is not { } answer) break;
            values = values.With(parameter.Name, answer);
        }

        return values;
    }

    private static int Refuse(Terminal terminal, TemplateExpansion expansion)
    {
        foreach (var finding in expansion.Diagnostics)
        {
            var hint = finding.Code == DiagnosticCatalogue.MissingParameter.Code ? "Give it with --set NAME=VALUE." : finding.Hint;
            terminal.Error.WriteLine($"reliably: {finding.Code}: {finding.Message}{(hint is null ? "" : "\n  → " + hint)}");
        }

        return ExitCodes.WrongUsage;
    }

    private static int Write(Terminal terminal, RepositoryFile file, DataNode.Mapping experiment, DocumentTarget? target, bool force)
    {
        var content = TemplateInstance.Write(file, experiment, DocumentReader.ExtensionOf(target?.Name ?? file.Path)!, out var anew);
        if (anew) terminal.Error.WriteLine("The template's text cannot be edited in place (anchors, merges), so the experiment is written anew, without its comments.");
        if (target is null)
        {
            var shown = "the experiment" + DocumentReader.ExtensionOf(file.Path);
            if (DocumentWriting.Report(terminal, shown, content, SnapshotReader.ReadAlone(new(shown, content), DocumentKind.Experiment))) return ExitCodes.Problems;
            terminal.Output.Write(Encoding.UTF8.GetString(content.Span));
            return ExitCodes.Ok;
        }

        var code = DocumentWriting.CheckAndWrite(terminal, target, content, DocumentKind.Experiment, force);
        if (code != ExitCodes.Ok) return code;
        terminal.Output.WriteLine(target.Shown);
        terminal.Error.WriteLine($"Written. 'reliably run {target.Shown}' runs it.");
        return code;
    }

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }

    private sealed record Typed
    {
        public required string Template { get; init; }

        public required string[] Set { get; init; }

        public string? Name { get; init; }

        public string? Output { get; init; }

        public string? Title { get; init; }

        public bool Force { get; init; }
    }
}
