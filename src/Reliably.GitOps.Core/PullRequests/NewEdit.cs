using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.PullRequests;

/// <summary><c>/reliably new</c>: an experiment of a template.</summary>
internal static class NewEdit
{
    private const string Folder = "experiments/";

    public static EditDecision Decide(PullRequestCommand.Edit.New asked, RepositorySnapshot documents)
    {
        if (EditDecision.Find(documents, DocumentKind.Template, asked.Template) is not { } found) return EditDecision.Missing(documents, DocumentKind.Template, asked.Template);
        if (documents.Templates.GetValueOrDefault(found.Slug) is not { } template)
            return new EditDecision.Refused($"{found.File.Path} cannot be used: it has errors, or is no template.", "The check names what is wrong with it.");
        var expansion = TemplateExpander.Expand(template, DocumentCursor.Root("", Values(template, asked)));
        if (expansion.Experiment is not { } experiment) return new EditDecision.Refused(expansion.Diagnostics[0].Message, Hint(template, expansion));
        var extension = DocumentReader.ExtensionOf(found.File.Path)!;
        if (PathOf(asked, found.Slug, extension, documents, out var path) is { } refused) return refused;
        var content = TemplateInstance.Write(found.File, experiment, extension, out var anew);
        return EditDecision.Checked(
            new(path, content, IsNew: true, $"Make {path[Folder.Length..^extension.Length]} of the template {found.Slug}")
            {
                Notes = anew ? ["The template's text cannot be edited in place (anchors, merges), so the experiment is written anew, without its comments."] : [],
            },
            documents);
    }

    private static DataNode.Mapping Values(Template template, PullRequestCommand.Edit.New asked)
    {
        var values = DataNode.Mapping.Empty;
        foreach (var (name, word) in asked.Values.OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            var parameter = template.Parameters.FirstOrDefault(parameter => parameter.Name == name);
            values = values.With(name, parameter is null ? DataNode.Of(word) : ParameterValues.Read(parameter, word));
        }

        return values;
    }

    private static string? Hint(Template template, TemplateExpansion expansion)
    {
        if (expansion.Diagnostics[0].Code != Diagnostics.DiagnosticCatalogue.MissingParameter.Code) return expansion.Diagnostics[0].Hint;
        var needed = template.Parameters.Where(static parameter => parameter.Required && parameter.Default is null).Select(static parameter => parameter.Name + "=VALUE");
        return $"It needs {string.Join(' ', needed)} at the end of the line.";
    }

    /// <summary>The name that was given, or else the template's, with a number where it is taken.</summary>
    private static EditDecision.Refused? PathOf(PullRequestCommand.Edit.New asked, Slug template, string extension, RepositorySnapshot documents, out string path)
    {
        path = "";
        if (!Slug.TryParse(asked.Name ?? template.Value, out var typed)) return new($"'{asked.Name}' is no name of an experiment.", "Names have parts between single slashes, such as checkout/replica-loss.");
        var name = RepositoryLayout.Referred(DocumentKind.Experiment, typed).Value;
        var taken = documents.FilesOf(DocumentKind.Experiment).Select(static file => RepositoryLayout.Classify(file.Path)!.Slug.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (asked.Name is not null && taken.Contains(name)) return new($"There is an experiment '{name}' already.", "Choose another name after 'as'.");
        var free = name;
        for (var number = 2; taken.Contains(free); number++) free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        path = Folder + free + extension;
        return EditDecision.Forbidden(path);
    }
}
