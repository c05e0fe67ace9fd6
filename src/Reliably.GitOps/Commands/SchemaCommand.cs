using System.CommandLine;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably schema KIND</c>: the JSON Schema of a kind of document, for an editor; <c>--all</c> writes them all into a folder.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        string[] kinds = [.. Enum.GetValues<DocumentKind>().Select(RepositoryLayout.NameOf)];
        var kind = new Argument<string?>("kind") { Description = $"Which kind of document: {string.Join(", ", kinds)}.", Arity = ArgumentArity.ZeroOrOne };
        kind.Among(kinds);
        var all = new Option<string?>("--all") { Description = "Writes the schemas of all kinds into this folder, as KIND.schema.json.", HelpName = "folder" };
        var command = new Command("schema", "Prints the JSON Schema of a kind of document, for editors.") { kind, all };
        command.SetAction(parsed => (parsed.GetValue(kind), parsed.GetValue(all)) switch
        {
            ({ } name, null) => Print(terminal, RepositoryLayout.KindNamed(name)!.Value),
            (null, { } folder) => WriteAll(terminal, folder),
            _ => Wrong(terminal, kinds),
        });
        return command;
    }

    private static int Print(Terminal terminal, DocumentKind kind)
    {
        terminal.Output.Write(DocumentSchemas.Of(kind));
        return ExitCodes.Ok;
    }

    private static int WriteAll(Terminal terminal, string folder)
    {
        var full = Path.GetFullPath(folder, terminal.WorkingFolder);
        try
        {
            Directory.CreateDirectory(full);
            foreach (var kind in Enum.GetValues<DocumentKind>())
            {
                var name = RepositoryLayout.NameOf(kind) + ".schema.json";
                File.WriteAllText(Path.Combine(full, name), DocumentSchemas.Of(kind));
                terminal.Output.WriteLine(Path.Combine(folder, name));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The schemas cannot be written to {full}: {exception.Message}", "Name a folder that you may write to.", exception);
        }

        return ExitCodes.Ok;
    }

    private static int Wrong(Terminal terminal, string[] kinds)
    {
        terminal.Error.WriteLine($"reliably: name either one kind ({string.Join(", ", kinds)}) or --all FOLDER.");
        return ExitCodes.WrongUsage;
    }
}
