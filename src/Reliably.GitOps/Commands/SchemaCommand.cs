using System.CommandLine;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably schema KIND</c>: the JSON Schema of a kind of document, for an editor.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("kind") { Description = "Which kind of document." };
        kind.Among([.. Enum.GetValues<DocumentKind>().Select(RepositoryLayout.NameOf)]);
        var command = new Command("schema", "Prints the JSON Schema of a kind of document.") { kind };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(DocumentSchemas.Of(RepositoryLayout.KindNamed(parsed.GetRequiredValue(kind))!.Value));
            return ExitCodes.Ok;
        });
        return command;
    }
}
