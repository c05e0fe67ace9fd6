using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Reviews;

/// <summary>What became of an activity.</summary>
public enum ActivityChange
{
    Added,
    Removed,
    Changed,
}

/// <summary>An activity that is not in both versions of an experiment, or not the same in both.</summary>
/// <param name="Part"><c>hypothesis</c>, <c>method</c> or <c>rollbacks</c>.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Activity">As it is now; as it was where it is gone.</param>
public sealed record ActivityDifference(string Part, ActivityChange Change, Activity Activity);

/// <summary>What a change means for an experiment, beyond its lines: activities by their names, whatever moved around them.</summary>
public sealed record ExperimentDifference
{
    public ImmutableArray<ActivityDifference> Activities { get; init; } = [];

    /// <summary>The same activities of a part stand in another order.</summary>
    public ImmutableArray<string> Reordered { get; init; } = [];

    /// <summary>Keys of the document whose values differ, but for the activities: <c>title</c>, <c>configuration</c>, <c>runtime</c>, …</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Names of configuration entries that are new, gone or another.</summary>
    public ImmutableArray<string> Configuration { get; init; } = [];

    /// <summary>The evidence of past runs is about another content: the score starts again.</summary>
    public bool StartsEvidenceAgain { get; init; }

    public bool IsEmpty => Activities.IsEmpty && Reordered.IsEmpty && Keys.IsEmpty;

    /// <summary>Between the two states of a document; null where it was not, or is not, a good experiment.</summary>
    internal static ExperimentDifference? Of(ReviewInput input, ReviewedDocument document)
    {
        var former = document.Change?.FormerPath is { } path && RepositoryLayout.Classify(path) is { Kind: DocumentKind.Experiment } place ? place.Slug : document.Slug;
        return input.Before.Experiments.GetValueOrDefault(former) is { } before && input.After.Experiments.GetValueOrDefault(document.Slug) is { } after
            ? Between(before, after)
            : null;
    }

    /// <summary>Between two versions.</summary>
    public static ExperimentDifference Between(ExperimentDocument before, ExperimentDocument after)
    {
        var (was, now) = (before.Experiment, after.Experiment);
        (string Part, ImmutableArray<Activity> Was, ImmutableArray<Activity> Now)[] parts =
        [
            ("hypothesis", was.Hypothesis?.Probes ?? [], now.Hypothesis?.Probes ?? []),
            ("method", was.Method, now.Method),
            ("rollbacks", was.Rollbacks, now.Rollbacks),
        ];
        var activities = parts.SelectMany(static part => Between(part.Part, part.Was, part.Now)).ToImmutableArray();
        return new()
        {
            Activities = activities,
            Reordered = [.. parts.Where(part => !activities.Any(one => one.Part == part.Part && one.Change != ActivityChange.Changed) && !Names(part.Was).SequenceEqual(Names(part.Now))).Select(static part => part.Part)],
            Keys = [.. KeysBetween(WithoutActivities(was.Source), WithoutActivities(now.Source))],
            Configuration = [.. KeysBetween(was.Configuration, now.Configuration)],
            StartsEvidenceAgain = before.ContentHash != after.ContentHash,
        };
    }

    /// <summary>In a few words, without anything of the document: <c>1 activity added, 2 changed; runtime</c>.</summary>
    public string InWords()
    {
        var words = new List<string>();
        foreach (var (change, name) in new[] { (ActivityChange.Added, "added"), (ActivityChange.Removed, "removed"), (ActivityChange.Changed, "changed") })
        {
            var number = Activities.Count(one => one.Change == change);
            if (number > 0) words.Add((words.Count == 0 ? (number == 1 ? "1 activity " : FormattableString.Invariant($"{number} activities ")) : FormattableString.Invariant($"{number} ")) + name);
        }

        if (!Reordered.IsEmpty) words.Add("order of the " + string.Join(" and ", Reordered));
        words.AddRange(Keys.Where(static key => key is "configuration" or "runtime" or "secrets" or "controls" or "title" or "description" or "tags" or "contributions"));
        return words.Count > 0 ? string.Join(", ", words) : IsEmpty ? "its text only" : "other keys";
    }

    private static IEnumerable<ActivityDifference> Between(string part, ImmutableArray<Activity> was, ImmutableArray<Activity> now)
    {
        var (before, after) = (ByName(was), ByName(now));
        foreach (var (name, activity) in after)
        {
            if (!before.TryGetValue(name, out var other)) yield return new(part, ActivityChange.Added, activity);
            else if (!other.Source.Equals(activity.Source)) yield return new(part, ActivityChange.Changed, activity);
        }

        foreach (var (name, activity) in before)
        {
            if (!after.ContainsKey(name)) yield return new(part, ActivityChange.Removed, activity);
        }
    }

    /// <summary>Two activities of one name are told apart by their number.</summary>
    private static Dictionary<(string Name, int Number), Activity> ByName(ImmutableArray<Activity> activities)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new Dictionary<(string, int), Activity>();
        foreach (var activity in activities)
        {
            var name = NameOf(activity);
            named[(name, numbers[name] = numbers.GetValueOrDefault(name) + 1)] = activity;
        }

        return named;
    }

    private static IEnumerable<string> Names(ImmutableArray<Activity> activities) => activities.Select(NameOf);

    private static string NameOf(Activity activity) => activity.Ref is { } reference ? "ref " + reference : activity.Name;

    private static IEnumerable<string> KeysBetween(DataNode.Mapping was, DataNode.Mapping now) =>
        was.Entries.Concat(now.Entries).Select(static entry => entry.Name).Distinct().Where(key => !Equals(was[key], now[key]));

    private static DataNode.Mapping WithoutActivities(DataNode.Mapping source)
    {
        var rest = source.Without("method").Without("rollbacks");
        return rest[ExperimentReader.HypothesisKey] is DataNode.Mapping hypothesis ? rest.With(ExperimentReader.HypothesisKey, hypothesis.Without("probes")) : rest;
    }
}
