using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.PullRequests;

/// <summary><c>/reliably templatize</c>: a template of an experiment, whose literal configuration becomes parameters.</summary>
internal static class TemplatizeEdit
{
    public static EditDecision Decide(PullRequestCommand.Edit.Templatize asked, RepositorySnapshot documents)
    {
        if (EditDecision.Find(documents, DocumentKind.Experiment, asked.Experiment) is not { } found) return EditDecision.Missing(documents, DocumentKind.Experiment, asked.Experiment);
        if (SnapshotReader.ReadAlone(found.File, DocumentKind.Experiment).FirstOrDefault(static finding => finding.Severity == Severity.Error) is { } wrong)
            return new EditDecision.Refused($"{found.File.Path} has an error. {wrong.Code}: {wrong.Message}", wrong.Hint);
        if (EditDecision.Find(documents, DocumentKind.Template, found.Slug.Value) is { } there) return new EditDecision.Refused($"{there.File.Path} is there already.", "Remove it, or rename it, first.");
        var source = (DataNode.Mapping)DocumentReader.TryParse(found.File, out Diagnostic? _)!;
        var parameters = Templatizer.Propose(source, []);
        if (parameters.IsEmpty)
            return new EditDecision.Refused($"{found.File.Path} has no literal value in its configuration.", "Move values that differ between teams there as 'name: value', write ${name} in their place, and ask again.");
        var outcome = DocumentEditor.Apply(found.File, Templatizer.Edits(source, parameters));
        if (outcome is not EditOutcome.Edited edited)
        {
            var why = (EditOutcome.Refused)outcome;
            return new EditDecision.Refused($"{found.File.Path}{(why.Line > 0 ? FormattableString.Invariant($":{why.Line}") : "")}: {why.Reason}", "Write the entry out.");
        }

        var path = "templates/" + found.Slug.Value + DocumentReader.ExtensionOf(found.File.Path);
        if (EditDecision.Forbidden(path) is { } forbidden) return forbidden;
        return EditDecision.Checked(
            new(path, edited.Content, IsNew: true, $"Make a template of {found.Slug}")
            {
                Notes = [.. parameters.Where(static one => one.Secret is not null).Select(static one => $"The value of '{one.Name}' looks like a secret ({one.Secret}) and was left out.")],
            },
            documents);
    }
}
