using System.Collections.Immutable;
using System.CommandLine;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably review</c>: what a pull request would be told, for any two revisions of any Git repository.</summary>
internal static class ReviewCommand
{
    private const int WidthOfPlainText = 160;

    public static Command Create(Terminal terminal)
    {
        var repository = new Argument<string>("repository") { Description = "A folder in a clone, or the address of a remote.", DefaultValueFactory = static _ => "." };
        var onto = new Option<string>("--base") { Description = "The branch, tag or commit that the change goes to.", HelpName = "revision", Required = true };
        var head = new Option<string>("--head") { Description = "The branch, tag or commit of the change.", HelpName = "revision", DefaultValueFactory = static _ => "HEAD" };
        var files = new Option<string?>("--files-url") { Description = "Address that links to files begin with, such as https://git.example.com/shop/blob/main/.", HelpName = "address" };
        var format = new Option<string>("--format") { Description = "markdown, text for the findings alone, or json for programs.", DefaultValueFactory = static _ => "markdown" }.Among("markdown", "text", "json");
        var command = new Command("review", "Reviews a change before it is merged: the comment and the check that a pull request gets. Exit code 0 when it may be merged, 1 with errors or a conflict.")
        {
            repository, onto, head, files, format,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var address = parsed.GetValue(files);
            if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && !address.Any(static c => c is '(' or ')' or '<' or '>' or ' ' or '"')))
            {
                await terminal.Error.WriteLineAsync($"reliably: --files-url is '{address}', but must begin with https:// or http://.");
                return ExitCodes.WrongUsage;
            }

            var request = new ReviewRequest { Repository = parsed.GetValue(repository)!, Base = parsed.GetValue(onto)!, Head = parsed.GetValue(head)!, Files = address };
            var review = await PlainReview.RunAsync(request, terminal, stop);
            Print(terminal, review, parsed.GetValue(format)!);
            await terminal.Error.WriteLineAsync(review.Verdict.Title + ".");
            return review.Verdict.Conclusion is ReviewConclusion.Failure or ReviewConclusion.ActionRequired ? ExitCodes.Problems : ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, Review review, string format)
    {
        switch (format)
        {
            case "json":
                terminal.Output.Write(ReviewJson.Write(review));
                break;
            case "text":
                var findings = new ValidationResult { Diagnostics = review.Findings, Texts = ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty };
                new FindingText(terminal.Colour, terminal.Width() ?? WidthOfPlainText).Write(terminal.Output, findings);
                break;
            default:
                terminal.Output.Write(ReviewText.Write(review));
                break;
        }
    }
}
