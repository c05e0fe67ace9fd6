using System.CommandLine;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably validate [PATH…]</c>: everything that is wrong with the documents, at once.</summary>
internal static class ValidateCommand
{
    private const int WidthOfPlainText = 160;

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Folders, files, or quoted patterns such as 'experiments/**/*.yaml'; the whole repository when left out.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kind = new Option<string?>("--kind") { Description = "What the files are, whatever their place." };
        kind.Among([.. Enum.GetValues<DocumentKind>().Select(RepositoryLayout.NameOf)]);
        var format = new Option<string>("--format") { Description = "text, json, sarif for code scanning, or github for annotations.", DefaultValueFactory = static _ => "text" };
        format.Among("text", "json", "github", "sarif");
        var failOn = new Option<string>("--fail-on") { Description = "The least severity that ends with exit code 1: error, warning or info.", DefaultValueFactory = static _ => "error" };
        failOn.Among([.. Enum.GetValues<Severity>().OrderDescending().Select(FindingNames.Of)]);
        var quiet = new Option<bool>("--quiet") { Description = "Only findings that fail, and no closing line." };
        var command = new Command("validate", "Checks documents: every mistake with its place and what to do. Exit code 0 when clean, 1 with errors.")
        {
            paths, kind, format, failOn, quiet,
        };
        command.SetAction(parsed => Run(terminal, new()
        {
            Paths = parsed.GetValue(paths) ?? [],
            Kind = parsed.GetValue(kind) is { } name ? RepositoryLayout.KindNamed(name) : null,
            Format = parsed.GetValue(format)!,
            FailOn = Enum.GetValues<Severity>().First(severity => FindingNames.Of(severity) == parsed.GetValue(failOn)),
            Quiet = parsed.GetValue(quiet),
        }));
        return command;
    }

    private static int Run(Terminal terminal, Options options)
    {
        var paths = new List<string>();
        foreach (var path in options.Paths)
        {
            var full = Path.GetFullPath(path, terminal.WorkingFolder);
            if (PathPatterns.IsPattern(path, terminal.WorkingFolder))
            {
                var found = PathPatterns.Expand(path, terminal.WorkingFolder);
                if (found.Count == 0) return Wrong(terminal, $"no document matches '{path}'.");
                paths.AddRange(found);
                continue;
            }

            if (!Path.Exists(full)) return Wrong(terminal, $"there is no file or folder '{path}'.");
            if (options.Kind is not null && Directory.Exists(full)) return Wrong(terminal, $"--kind is for files, and '{path}' is a folder.");
            paths.Add(path);
        }

        var result = new Validation(terminal.WorkingFolder, terminal.Variables).Validate(paths, options.Kind);
        Print(terminal, options.Quiet ? result with { Diagnostics = [.. result.Diagnostics.Where(one => one.Severity >= options.FailOn)] } : result, options);
        return result.Diagnostics.Any(one => one.Severity >= options.FailOn) ? ExitCodes.Problems : ExitCodes.Ok;
    }

    private static void Print(Terminal terminal, ValidationResult result, Options options)
    {
        switch (options.Format)
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

        if (!options.Quiet) terminal.Error.WriteLine(FindingNames.Summary(result));
    }

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }

    private sealed record Options
    {
        public required string[] Paths { get; init; }

        public required DocumentKind? Kind { get; init; }

        public required string Format { get; init; }

        public required Severity FailOn { get; init; }

        public required bool Quiet { get; init; }
    }
}
