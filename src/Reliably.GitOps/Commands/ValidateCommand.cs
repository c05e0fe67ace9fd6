using System.CommandLine;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably validate [PATH…]</c>: everything that is wrong with the documents, at once.</summary>
internal static class ValidateCommand
{
    private const int WidthOfPlainText = 160;

    public static Command Create(Terminal terminal)
    {
        var syntax = new ValidateSyntax();
        var command = new Command("validate", "Checks documents: every mistake with its place and what to do. Exit code 0 when clean, 1 with errors.");
        syntax.AddTo(command);
        command.SetAction(parsed => Run(terminal, syntax.Read(parsed)));
        return command;
    }

    private static int Run(Terminal terminal, ValidateRequest request)
    {
        if (request.Mistake() is { } mistake) return Wrong(terminal, mistake);
        var paths = new List<string>();
        foreach (var path in request.Paths)
        {
            if (Select(path, terminal.WorkingFolder, request.Kind, paths) is { } missing) return Wrong(terminal, missing);
        }

        var validation = new Validation(terminal.WorkingFolder, terminal.Variables)
        {
            Input = paths.Contains(StandardInput.Word) ? Input(terminal, request.InputName) : null,
            ChangesIn = request.Since is { } since ? folder => ChangesIn(folder, since, terminal.Variables) : null,
        };
        var result = validation.Validate(paths, request.Kind) with { Since = request.Since };
        Print(terminal, request.Quiet ? result with { Diagnostics = [.. result.Diagnostics.Where(one => one.Severity >= request.FailOn)] } : result, request);
        return result.Diagnostics.Any(one => one.Severity >= request.FailOn) ? ExitCodes.Problems : ExitCodes.Ok;
    }

    /// <summary>Adds the files and folders that a word of the command line means; why there are none, else.</summary>
    private static string? Select(string word, string workingFolder, DocumentKind? kind, List<string> paths)
    {
        var full = Path.GetFullPath(word, workingFolder);
        if (word == StandardInput.Word || File.Exists(full))
        {
            paths.Add(word);
            return null;
        }

        if (PathPatterns.IsPattern(word, workingFolder))
        {
            var found = PathPatterns.Expand(word, workingFolder);
            paths.AddRange(found);
            return found.Count == 0 ? $"no document matches '{word}'." : null;
        }

        if (!Path.Exists(full)) return $"there is no file or folder '{word}'.";
        if (kind is not null) return $"--kind is for files, and '{word}' is a folder.";
        paths.Add(word);
        return null;
    }

    private static StandardInput Input(Terminal terminal, string? name)
    {
        using var input = terminal.OpenInput();
        return StandardInput.Read(name is null ? null : Path.GetFullPath(name, terminal.WorkingFolder), input);
    }

    private static ChangedDocuments ChangesIn(string folder, string revision, IReadOnlyDictionary<string, string> variables)
    {
        var clone = WorkTree.At(folder, variables);
        var before = clone.ChangedSince(revision).Before;
        return new()
        {
            Paths = before.Keys.ToHashSet(StringComparer.Ordinal),
            Before = () =>
            {
                var documents = before.Where(static item => item.Value is not null && RepositoryLayout.Classify(item.Key) is not null).ToList();
                return [.. documents.Zip(clone.Read([.. documents.Select(static item => item.Value!)]), static (item, content) => new RepositoryFile(item.Key, content))];
            },
        };
    }

    private static void Print(Terminal terminal, ValidationResult result, ValidateRequest request)
    {
        switch (request.Format)
        {
            case "json":
                terminal.Output.Write(FindingJson.Write(result));
                break;
            case "sarif":
                terminal.Output.Write(SarifLog.Write(FindingPlaces.FromTop(result, terminal.WorkingFolder)));
                break;
            case "github":
                terminal.Output.Write(GitHubAnnotations.Write(FindingPlaces.FromTop(result, terminal.WorkingFolder).Diagnostics));
                break;
            default:
                new FindingText(terminal.Colour, terminal.Width() ?? WidthOfPlainText).Write(terminal.Output, result);
                break;
        }

        if (!request.Quiet) terminal.Error.WriteLine(FindingNames.Summary(result));
    }

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }
}
