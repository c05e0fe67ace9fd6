using System.Collections.Immutable;
using System.CommandLine;
using Reliably.GitOps.Authoring;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably import FILE|URL</c>: takes an experiment of elsewhere into the repository. Nothing of it is executed.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = "A file (.yaml, .yml or .json), or an http or https address." };
        var name = new Option<string?>("--as") { Description = "Its name: experiments/NAME. The name it had elsewhere when left out." };
        var strip = new Option<bool>("--strip-controls") { Description = "Leaves out controls that only report to another platform." };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var command = new Command("import", "Takes a Chaos Toolkit experiment into experiments/, byte for byte, when it has no errors.") { source, name, strip, force };
        command.SetAction(async (parsed, _) =>
        {
            var typed = parsed.GetRequiredValue(source);
            var found = typed.Contains("://", StringComparison.Ordinal) && !File.Exists(Path.GetFullPath(typed, terminal.WorkingFolder))
                ? await Download.GetAsync(AddressOf(typed))
                : ImportSource.OfFile(typed, terminal.WorkingFolder);
            return Import(terminal, found, parsed.GetValue(name), parsed.GetValue(strip), parsed.GetValue(force));
        });
        return command;
    }

    private static Uri AddressOf(string typed) => Uri.TryCreate(typed, UriKind.Absolute, out var address) && (address.Host.Length > 0 || address.Scheme is not ("http" or "https"))
        ? address
        : throw new CannotRunException("This is no web address.", "Give one such as https://example.org/experiment.yaml, or a file.");

    private static int Import(Terminal terminal, ImportSource source, string? name, bool strip, bool force)
    {
        if (name is null && source.Name.Length == 0) return Wrong(terminal, $"{source.Shown} has no name of its own: give one with --as NAME.");
        var target = DocumentTarget.Named(DocumentKind.Experiment, name ?? source.Name, source.Extension, terminal.WorkingFolder);
        if (!force && Twin(target) is { } twin) throw new CannotRunException($"{twin} is there already.", "Give another name with --as, or replace it with --force.");
        var file = new RepositoryFile(target.Name, source.Content);
        var content = strip ? Stripped(terminal, file) : source.Content;
        var code = DocumentWriting.CheckAndWrite(terminal, target, content, DocumentKind.Experiment, force);
        if (code != ExitCodes.Ok) return code;
        terminal.Output.WriteLine(target.Shown);
        terminal.Error.WriteLine($"Written. 'reliably run {target.Shown}' runs it.");
        if (!strip && Reporting(file) is { Length: > 0 } controls) terminal.Error.WriteLine($"Controls that only report to another platform: {Names(controls)}. --strip-controls leaves them out.");
        return code;
    }

    /// <summary>A document of the same name, whatever its extension: both would be errors.</summary>
    private static string? Twin(DocumentTarget target)
    {
        var slug = target.Name[..^DocumentReader.ExtensionOf(target.Name)!.Length];
        return NamedDocument.Extensions.Select(extension => slug + extension).FirstOrDefault(path => Path.Exists(Path.Combine(target.Root, path)));
    }

    private static ReadOnlyMemory<byte> Stripped(Terminal terminal, RepositoryFile file)
    {
        var controls = Reporting(file);
        if (controls.IsEmpty || Parsed(file) is not { } experiment) return file.Content;
        switch (DocumentEditor.Apply(file, ReportingControls.Removal(experiment, controls)))
        {
            case EditOutcome.Edited edited:
                foreach (var control in controls) terminal.Error.WriteLine($"Left out: the control '{control.Name}' ({control.Module}) at {control.Pointer}.");
                return edited.Content;
            case EditOutcome.Refused refused:
                throw new CannotRunException($"The controls cannot be left out: {refused.Reason}{(refused.Line > 0 ? $" (line {refused.Line})" : "")}", "Import without --strip-controls and take them away by hand.");
            case var other:
                throw new InvalidOperationException(other.ToString());
        }
    }

    private static ImmutableArray<ReportingControl> Reporting(RepositoryFile file) => Parsed(file) is { } experiment ? ReportingControls.Of(experiment) : [];

    private static DataNode.Mapping? Parsed(RepositoryFile file) => DocumentReader.TryParse(file, out Diagnostics.Diagnostic? _) as DataNode.Mapping;

    private static string Names(ImmutableArray<ReportingControl> controls) => string.Join(", ", controls.Select(static control => $"'{control.Name}'").Distinct());

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }
}
