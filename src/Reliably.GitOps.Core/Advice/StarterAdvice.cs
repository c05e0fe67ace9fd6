using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Advice;

/// <summary>Starters that would add evidence: probes that belong to an action, and the usual ones for a hypothesis that asks little.</summary>
internal static class StarterAdvice
{
    private const int Most = 2;

    public static IEnumerable<AdviceNote> Of(StudiedExperiment studied, AdviceSurroundings surroundings)
    {
        var catalogue = StarterCatalogue.With(surroundings.Snapshot.Starters);
        var used = studied.All.Select(static one => one.Starter?.Slug).OfType<Slug>().ToHashSet();
        var probes = from action in studied.Actions
                     where action.Starter is not null
                     from related in action.Starter!.Related
                     where !used.Contains(related)
                     let starter = catalogue.Find(related)
                     where starter is { Kind: ActivityType.Probe }
                     select (Action: action.Activity.Name, Starter: starter);
        var suggested = probes.DistinctBy(static one => one.Starter.Slug).Take(Most).ToImmutableArray();
        foreach (var (action, starter) in suggested)
        {
            yield return new(AdviceKind.Starter, $"The starter {Code(starter.Slug.Value)} ({MarkdownText.Inline(starter.Title.ToLowerInvariant())}) would show what {Code(action)} does: {Add(starter, studied, surroundings)}");
        }

        if (suggested.IsEmpty && AsksOnlyForStatus(studied) && catalogue.Find(Slug.Parse("http/response-time")) is { } time && !used.Contains(time.Slug))
            yield return new(AdviceKind.Starter, $"The starter {Code(time.Slug.Value)} ({MarkdownText.Inline(time.Title.ToLowerInvariant())}) would add how fast it answers: {Add(time, studied, surroundings)}");
    }

    private static bool AsksOnlyForStatus(StudiedExperiment studied) =>
        !studied.Actions.IsEmpty && studied.Experiment.Hypothesis is { Probes: { Length: > 0 } probes } && probes.All(static probe => probe is { Provider: Provider.Http, Tolerance: DataNode.Integer });

    private static string Add(Starter starter, StudiedExperiment studied, AdviceSurroundings surroundings)
    {
        var comment = surroundings.TakesCommands ? CommandText.Write(new PullRequestCommand.Edit.Add(starter.Slug.Value, studied.Document.Slug.Value, null, ImmutableDictionary<string, string>.Empty)) : null;
        return Code(MarkdownText.OneLine(comment ?? $"reliably starter add {starter.Slug} --to {studied.Document.Path}"));
    }

    private static string Code(string text) => MarkdownText.Code(MarkdownText.Cut(text, 200));
}
