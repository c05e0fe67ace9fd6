using System.CommandLine;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably validate [PATH…]</c>: everything that is wrong with the documents, at once.</summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("path") { Description = "Folders or files; the whole repository when left out.", Arity = ArgumentArity.ZeroOrMore };
        var kind = new Option<string?>("--kind") { Description = "What the files are, whatever their place." };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<DocumentKind>().Select(RepositoryLayout.NameOf)]);
        var format = new Option<string>("--format") { Description = "text, json, sarif, or github for annotations.", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "github", "sarif");
        var quiet = new Option<bool>("--quiet") { Description = "Errors only, and no closing line." };
        var command = new Command("validate", "Checks documents: every mistake with its place and what to do. Exit code 0 when clean, 1 with errors.")
        {
            paths, kind, format, quiet,
        };
        command.SetAction(parsed => Run(
            terminal, parsed.GetValue(paths) ?? [], parsed.GetValue(kind) is { } name ? RepositoryLayout.KindNamed(name) : null, parsed.GetValue(format)!, parsed.GetValue(quiet)));
        return command;
    }

    private static int Run(Terminal terminal, string[] paths, DocumentKind? kind, string format, bool quiet)
    {
        foreach (var path in paths)
        {
            var full = Path.GetFullPath(path, terminal.WorkingFolder);
            if (!Path.Exists(full)) return Wrong(terminal, $"there is no file or folder '{path}'.");
            if (kind is not null && Directory.Exists(full)) return Wrong(terminal, $"--kind is for files, and '{path}' is a folder.");
        }

        var result = new Validation(terminal.WorkingFolder, terminal.Variables).Validate(paths, kind);
        if (quiet) result = result with { Diagnostics = [.. result.Diagnostics.Where(static one => one.Severity == Severity.Error)] };
        terminal.Output.Write(ValidationFormats.Write(result, format, terminal.Interactive));
        if (!quiet) terminal.Error.WriteLine(ValidationFormats.Summary(result));
        return result.Count(Severity.Error) > 0 ? ExitCodes.Problems : ExitCodes.Ok;
    }

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }
}
