using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.PullRequests;

/// <summary><c>/reliably add</c>: a starter's activity in an experiment.</summary>
internal static class AddEdit
{
    /// <summary>What a probe of the hypothesis must answer: a value beside those that the starter takes.</summary>
    private const string Tolerance = "tolerance";

    public static EditDecision Decide(PullRequestCommand.Edit.Add asked, RepositorySnapshot documents)
    {
        var catalogue = StarterCatalogue.With(documents.Starters);
        if (catalogue.FindTyped(asked.Starter) is not { } starter)
            return new EditDecision.Refused($"There is no starter '{asked.Starter}'.", catalogue.NearestTo(asked.Starter) is { } nearest ? $"Did you mean '{nearest}'?" : "'reliably starter list' shows all of them.");
        if (EditDecision.Find(documents, DocumentKind.Experiment, asked.Experiment) is not { } found) return EditDecision.Missing(documents, DocumentKind.Experiment, asked.Experiment);
        if (DocumentReader.TryParse(found.File, out Diagnostic? problem) is not DataNode.Mapping experiment)
            return new EditDecision.Refused($"{found.File.Path} is no experiment{(problem is null ? "." : $": {problem.Message}")}", "The check names what is wrong with it.");
        var part = asked.Part switch { "rollbacks" => ExperimentPart.Rollbacks, "hypothesis" => ExperimentPart.Hypothesis, _ => ExperimentPart.Method };
        if (Activity(asked, starter, experiment, part, out var use) is { } refused) return refused;
        var outcome = DocumentEditor.Apply(found.File, StarterInsertion.Edits(experiment, use, part, starter.Title));
        if (outcome is not EditOutcome.Edited edited)
        {
            var why = (EditOutcome.Refused)outcome;
            return new EditDecision.Refused($"{found.File.Path}{(why.Line > 0 ? FormattableString.Invariant($":{why.Line}") : "")}: {why.Reason}", $"'reliably starter show {starter.Slug} --format yaml' prints the activity to paste.");
        }

        return EditDecision.Checked(new(found.File.Path, edited.Content, IsNew: false, $"Add {starter.Slug} to {found.Slug}") { Notes = [.. Notes(starter, part)] }, documents);
    }

    /// <summary>The starter with its values, or why it cannot be used.</summary>
    private static EditDecision.Refused? Activity(PullRequestCommand.Edit.Add asked, Starter starter, DataNode.Mapping experiment, ExperimentPart part, out StarterUse use)
    {
        use = StarterUse.Of(starter, experiment, asked.Values);
        if (part == ExperimentPart.Hypothesis && starter.Kind == ActivityType.Action) return new($"'{starter.Slug}' is an action, and a hypothesis only observes.", "Write 'method' in place of 'hypothesis'.");
        var known = StarterUse.NamesOf(starter);
        var own = known.Contains(Tolerance) ? null : asked.Values.GetValueOrDefault(Tolerance);
        if (asked.Values.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !known.Contains(name) && !(name == Tolerance && own is not null)) is { } stranger)
            return new($"'{starter.Slug}' takes no '{stranger}'.", Nearest.Hint(stranger, known, known.IsEmpty ? "It takes nothing." : $"It takes {string.Join(", ", known)}."));
        if (use.Wrong is [var wrong, ..]) return new(wrong.Message, wrong.Hint);
        if (!use.Missing.IsEmpty) return new($"'{starter.Slug}' needs a value for {string.Join(", ", use.Missing.Select(static name => $"'{name}'"))}.", $"Write {string.Join(' ', use.Missing.Select(static name => name + "=VALUE"))} at the end of the line.");
        if (use.Taken is [var taken, ..]) return new($"The configuration of {asked.Experiment} has '{taken}' already.", "Change it there, and leave it out here.");
        var activity = use.Activity.With("name", DataNode.Of(StarterInsertion.FreeName(experiment, starter.Activity.Name)));
        if (own is not null) activity = activity.With(Tolerance, ParameterValues.ReadAny(own));
        if (part == ExperimentPart.Hypothesis && !activity.Has(Tolerance)) return new("A probe of the hypothesis says what it must answer.", "Write tolerance=200, or what else it must answer, at the end of the line.");
        use = use with { Activity = activity };
        return null;
    }

    private static IEnumerable<string> Notes(Starter starter, ExperimentPart part)
    {
        if (starter.Package is { } package) yield return $"It needs 'pip install {package}' where it runs.";
        if (starter.Rollback is { } rollback && part == ExperimentPart.Method) yield return $"'{rollback}' undoes it.";
    }
}
