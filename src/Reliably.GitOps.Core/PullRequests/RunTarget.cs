using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.PullRequests;

/// <summary>What the word after <c>run</c> names: an experiment of the head, or a plan of the base.</summary>
/// <param name="Plan">The plan; null for an experiment by itself.</param>
/// <param name="Experiments">What is run, in order.</param>
/// <param name="Refusal">Why it names nothing that can be run; null where it does.</param>
internal sealed record RunTarget(Plan? Plan, ImmutableArray<Slug> Experiments, RunDecision.Refused? Refusal)
{
    public static RunTarget Find(string typed, RunGround ground)
    {
        if (!Slug.TryParse(typed, out var slug)) return Nothing($"'{typed}' is not the name of an experiment or plan.", "Type its name as the table of the review shows it.");
        var place = RepositoryLayout.Classify(typed);
        var (isExperiment, isPlan) = (place?.Kind == DocumentKind.Experiment, place?.Kind == DocumentKind.Plan);
        var name = isExperiment || isPlan ? place!.Slug : slug;
        var experiment = !isPlan && ground.Head.Experiments.ContainsKey(name);
        var plan = isExperiment ? null : ground.Base.Plans.GetValueOrDefault(name);
        if (experiment && plan is not null) return Nothing($"'{name}' is an experiment and a plan.", $"Type the path: experiments/{name}.yaml or {plan.Path}.");
        if (plan is not null) return new(plan, plan.Experiments, null);
        return experiment ? new(null, [name], null) : Unknown(typed, name, ground);
    }

    /// <summary>Why an experiment of the head cannot be used; null where nothing is wrong with it.</summary>
    /// <param name="slug">Its name.</param>
    /// <param name="path">Its file, where it could be read.</param>
    /// <param name="ground">The head.</param>
    internal static RunDecision.Refused? BrokenAt(Slug slug, string? path, RunGround ground)
    {
        var error = ground.Head.Diagnostics.FirstOrDefault(finding => finding.Severity == Severity.Error
            && (finding.Location.File == path || (RepositoryLayout.Classify(finding.Location.File) is { Kind: DocumentKind.Experiment } place && place.Slug == slug)));
        return error is null ? null : new(
            $"'{error.Location.File}' has an error at {ground.Head.Commit?.Short}: {error.Message} ({error.Code}, line {error.Location.Span.Start.Line})",
            "The check lists all errors; a push that mends them can be run.");
    }

    private static RunTarget Unknown(string typed, Slug name, RunGround ground)
    {
        if (ground.Head.Plans.GetValueOrDefault(name) is { } added)
        {
            return Nothing(
                $"The plan '{name}' is not on '{ground.Branch}' yet, and a run on a pull request takes plans from there.",
                $"Run its experiments by themselves: {string.Join(", ", added.Experiments.Take(5))}.");
        }

        if (BrokenAt(name, null, ground) is { } broken) return new(null, [], broken);
        var known = ground.Head.Experiments.Keys.Concat(ground.Base.Plans.Keys).Select(static slug => slug.Value).ToList();
        return Nothing($"There is no experiment '{typed}' at {ground.Head.Commit?.Short}, and no such plan on '{ground.Branch}'.", Nearest.Hint(name.Value, known, "The table of the review names what this pull request changes."));
    }

    private static RunTarget Nothing(string reason, string hint) => new(null, [], new(reason, hint));
}
