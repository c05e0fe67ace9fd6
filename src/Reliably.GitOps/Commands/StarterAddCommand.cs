using System.CommandLine;
using System.Text;
using Reliably.GitOps.Authoring;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably starter add STARTER --to EXPERIMENT</c>: puts a ready activity into an experiment.</summary>
internal static class StarterAddCommand
{
    public static Command Create(Terminal terminal)
    {
        var starter = new Argument<string>("starter") { Description = "Its name, such as kubernetes/terminate-pods; the last part is enough where only one has it." };
        var to = new Option<string>("--to") { Description = "Path of an experiment, or its name in this repository.", Required = true };
        var at = new Option<string?>("--at") { Description = "method (the default), rollbacks or hypothesis." }.Among("method", "rollbacks", "hypothesis");
        var set = new Option<string[]>("--set") { Description = "A value: name=value. As often as there are values.", DefaultValueFactory = static _ => [] };
        var name = new Option<string?>("--name") { Description = "Name of the activity; the starter's when left out." };
        var tolerance = new Option<string?>("--tolerance") { Description = "What a probe of the hypothesis must answer, as YAML." };
        var rollback = new Option<bool>("--with-rollback") { Description = "Adds the starter that undoes it to the rollbacks." };
        var dry = new Option<bool>("--dry-run") { Description = "Shows the difference and writes nothing." };
        var command = new Command("add", "Puts a starter's activity into an experiment; only the lines that must change do.") { starter, to, at, set, name, tolerance, rollback, dry };
        command.SetAction(parsed => Run(terminal, new()
        {
            Starter = parsed.GetRequiredValue(starter),
            Experiment = parsed.GetRequiredValue(to),
            Part = parsed.GetValue(at) switch { "rollbacks" => ExperimentPart.Rollbacks, "hypothesis" => ExperimentPart.Hypothesis, _ => ExperimentPart.Method },
            Set = parsed.GetValue(set)!,
            Name = parsed.GetValue(name),
            Tolerance = parsed.GetValue(tolerance),
            WithRollback = parsed.GetValue(rollback),
            DryRun = parsed.GetValue(dry),
        }));
        return command;
    }

    private static int Run(Terminal terminal, Typed typed)
    {
        var values = Assignments.Read(typed.Set, out var wrong);
        if (wrong is not null) return Wrong(terminal, wrong);
        var catalogue = StarterFolder.Read(terminal.WorkingFolder);
        var starter = StarterFolder.Find(catalogue, typed.Starter);
        var undo = typed.WithRollback ? starter.Rollback is { } slug ? catalogue.Find(slug) : null : null;
        if (typed.WithRollback && undo is null) return Wrong(terminal, $"'{starter.Slug}' names no rollback. {(starter.Kind == ActivityType.Probe ? "A probe changes nothing." : "Add one yourself with --at rollbacks.")}");
        if (typed.Part == ExperimentPart.Hypothesis && starter.Kind == ActivityType.Action) return Wrong(terminal, $"'{starter.Slug}' is an action, and a hypothesis only observes: --at method.");
        var known = StarterUse.NamesOf(starter).Concat(undo is null ? [] : StarterUse.NamesOf(undo)).Distinct().ToList();
        if (values.Keys.FirstOrDefault(name => !known.Contains(name)) is { } stranger)
        {
            return Wrong(terminal, $"'{starter.Slug}' takes no '{stranger}'. {Nearest.Hint(stranger, known, known.Count == 0 ? "It takes nothing." : $"It takes {string.Join(", ", known)}.")}");
        }

        var (path, _) = NamedDocument.Find(DocumentKind.Experiment, typed.Experiment, terminal.WorkingFolder);
        var target = DocumentTarget.At(path, terminal.WorkingFolder);
        var before = new RepositoryFile(target.Name, NamedDocument.Read(path, typed.Experiment));
        if (Add(terminal, before, starter, typed, values) is not { } added) return ExitCodes.WrongUsage;
        if (undo is not null)
        {
            // What went into the configuration for the one is a variable for the other.
            var rest = values.Where(value => starter.Configuration.All(one => one.Name != value.Key)).ToDictionary();
            if (Add(terminal, added, undo, typed with { Part = ExperimentPart.Rollbacks, Name = null, Tolerance = null }, rest) is not { } both) return ExitCodes.WrongUsage;
            added = both;
        }

        terminal.Output.Write(LineDiff.Unified(Encoding.UTF8.GetString(before.Content.Span), Encoding.UTF8.GetString(added.Content.Span), target.Shown, target.Shown));
        return Finish(terminal, starter, undo is not null, target, added, typed.DryRun);
    }

    private static int Finish(Terminal terminal, Starter starter, bool undone, DocumentTarget target, RepositoryFile added, bool dry)
    {
        if (dry) return DocumentWriting.Report(terminal, target.Shown, added.Content, DocumentWriting.Check(target, added.Content, DocumentKind.Experiment)) ? ExitCodes.Problems : ExitCodes.Ok;
        var code = DocumentWriting.CheckAndWrite(terminal, target, added.Content, DocumentKind.Experiment, replace: true);
        if (code != ExitCodes.Ok) return code;
        terminal.Error.WriteLine($"Written {target.Shown}.");
        if (starter.Package is { } package) terminal.Error.WriteLine($"It needs 'pip install {package}' where it runs.");
        if (starter.Rollback is { } rollback && !undone) terminal.Error.WriteLine($"'{rollback}' undoes it: 'reliably starter add {rollback} --to {target.Shown} --at rollbacks'.");
        return code;
    }

    /// <summary>The document with one activity more; null where a value is missing or wrong, which has been said.</summary>
    private static RepositoryFile? Add(Terminal terminal, RepositoryFile file, Starter starter, Typed typed, Dictionary<string, string> values)
    {
        if (DocumentReader.TryParse(file, out Diagnostic? problem) is not DataNode.Mapping experiment)
        {
            throw new CannotRunException($"{typed.Experiment} is no experiment{(problem is null ? "." : $": {problem.Message}")}", "'reliably validate' says what is wrong with it.");
        }

        var use = StarterUse.Of(starter, experiment, values);
        foreach (var finding in use.Wrong) terminal.Error.WriteLine($"reliably: {finding.Message} {finding.Hint}".TrimEnd());
        foreach (var name in use.Missing) terminal.Error.WriteLine($"reliably: '{starter.Slug}' needs a value for '{name}': --set {name}=VALUE{About(starter, name)}");
        foreach (var name in use.Taken) terminal.Error.WriteLine($"reliably: the configuration of {typed.Experiment} has '{name}' already: change it there, and leave --set {name} out.");
        if (use.Wrong.Length + use.Missing.Length + use.Taken.Length > 0) return null;
        var activity = use.Activity.With("name", DataNode.Of(StarterInsertion.FreeName(experiment, typed.Name ?? starter.Activity.Name)));
        if (typed.Tolerance is { } tolerance) activity = activity.With("tolerance", ParameterValues.ReadAny(tolerance));
        if (typed.Part == ExperimentPart.Hypothesis && !activity.Has("tolerance"))
        {
            terminal.Error.WriteLine($"reliably: a probe of the hypothesis says what it must answer: --tolerance VALUE, such as 200, true or '{{ type: range, range: [0, 500] }}'.");
            return null;
        }

        var outcome = DocumentEditor.Apply(file, StarterInsertion.Edits(experiment, use with { Activity = activity }, typed.Part, starter.Title));
        if (outcome is EditOutcome.Edited edited) return file with { Content = edited.Content };
        var refused = (EditOutcome.Refused)outcome;
        throw new CannotRunException($"{typed.Experiment}{(refused.Line > 0 ? FormattableString.Invariant($":{refused.Line}") : "")}: {refused.Reason}", $"'reliably starter show {starter.Slug} --format yaml' prints the activity to paste.");
    }

    private static string About(Starter starter, string name) =>
        starter.Arguments.Concat(starter.Configuration).FirstOrDefault(one => one.Name == name) is { Title: { } title } ? $" ({title})" : "";

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }

    private sealed record Typed
    {
        public required string Starter { get; init; }

        public required string Experiment { get; init; }

        public required ExperimentPart Part { get; init; }

        public required string[] Set { get; init; }

        public string? Name { get; init; }

        public string? Tolerance { get; init; }

        public bool WithRollback { get; init; }

        public bool DryRun { get; init; }
    }
}
