using System.CommandLine;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary>The paths and options of <c>reliably validate</c>.</summary>
internal sealed class ValidateSyntax
{
    private readonly Argument<string[]> paths = new("path")
    {
        Description = "Folders, files, or quoted patterns such as 'experiments/**/*.yaml'; - is standard input. The whole repository when left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> kind = new Option<string?>("--kind") { Description = "What the files are, whatever their place." }
        .Among([.. Enum.GetValues<DocumentKind>().Select(RepositoryLayout.NameOf)]);

    private readonly Option<string> format = new Option<string>("--format")
    {
        Description = "text, json, sarif for code scanning, or github for annotations.",
        DefaultValueFactory = static _ => "text",
    }.Among("text", "json", "sarif", "github");

    private readonly Option<string> failOn = new Option<string>("--fail-on")
    {
        Description = "The least severity that ends with exit code 1: error, warning or info.",
        DefaultValueFactory = static _ => "error",
    }.Among([.. Enum.GetValues<Severity>().OrderDescending().Select(FindingNames.Of)]);

    private readonly Option<string?> since = new("--changed-since")
    {
        Description = "Only findings in files that changed since this branch, tag or commit, committed or not, and those that the change causes elsewhere.",
        HelpName = "revision",
    };

    private readonly Option<string?> inputName = new("--stdin-filename") { Description = "The file that standard input is, or will be.", HelpName = "path" };

    private readonly Option<bool> quiet = new("--quiet") { Description = "Only findings that fail, and no closing line." };

    public void AddTo(Command command)
    {
        command.Add(paths);
        foreach (var option in (Option[])[kind, format, failOn, since, inputName, quiet]) command.Add(option);
    }

    public ValidateRequest Read(ParseResult parsed) => new()
    {
        Paths = parsed.GetValue(paths) ?? [],
        Kind = parsed.GetValue(kind) is { } name ? RepositoryLayout.KindNamed(name) : null,
        Format = parsed.GetValue(format)!,
        FailOn = Enum.GetValues<Severity>().First(severity => FindingNames.Of(severity) == parsed.GetValue(failOn)),
        Since = parsed.GetValue(since),
        InputName = parsed.GetValue(inputName),
        Quiet = parsed.GetValue(quiet),
    };
}
