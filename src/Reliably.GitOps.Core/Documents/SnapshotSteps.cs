using System.Collections.Immutable;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>Takes a snapshot on from the one before it, as far as the readings of its files changed.</summary>
internal static class SnapshotSteps
{
    public static SnapshotState Next(SnapshotState before, ImmutableArray<DocumentReading> readings)
    {
        var changes = ReadingChanges.Between(before.Readings, readings);
        if (changes.IsEmpty) return before;
        var now = before with { Readings = readings, Settings = RepositoryFiles.SettingsOf(readings) };
        if (changes.ChangeNames()) now = now with { Names = DocumentNames.Of(readings) };
        var touched = Touched(changes, before, now);
        now = now with { Documents = Documents(touched, before, now) };
        now = now with { Followed = Followed(touched, before, now) };
        now = WithPlans(before, now);
        return now with { Diagnostics = SnapshotFindings.Of(now) };
    }

    /// <summary>The changes, and the documents that may be used again, or no more, because of another's name.</summary>
    private static ImmutableArray<ReadingChange> Touched(ImmutableArray<ReadingChange> changes, SnapshotState before, SnapshotState now)
    {
        if (ReferenceEquals(before.Names, now.Names)) return changes;
        var seen = changes.Select(static change => (change.Now ?? change.Before)!.Path).ToHashSet(StringComparer.Ordinal);
        var others = before.Names.Refused.Except(now.Names.Refused).Concat(now.Names.Refused.Except(before.Names.Refused)).Where(path => !seen.Contains(path));
        return [.. changes, .. others.Select(path => new ReadingChange(before.Readings.At(path), now.Readings.At(path)))];
    }

    private static RepositorySnapshot Documents(ImmutableArray<ReadingChange> touched, SnapshotState before, SnapshotState now)
    {
        var builders = new Builders(before.Documents);
        foreach (var old in touched.Select(static change => change.Before).OfType<DocumentReading>()) builders.Remove(old);
        foreach (var one in touched.Select(static change => change.Now).OfType<DocumentReading>())
        {
            if (one.IsGood && !now.Names.Refused.Contains(one.Path)) builders.Add(one);
        }

        return builders.ToSnapshot();
    }

    private static ImmutableSortedDictionary<string, FollowedNames> Followed(ImmutableArray<ReadingChange> touched, SnapshotState before, SnapshotState now)
    {
        var affected = touched.SelectMany(static change => new[] { change.Before, change.Now }).OfType<DocumentReading>()
            .Select(static reading => (reading.Place.Kind, reading.Slug)).ToHashSet();
        var sameNames = ReferenceEquals(before.Names, now.Names);
        var rules = new ReferenceRules(now.Names, now.Documents);
        var followed = before.Followed.ToBuilder();
        followed.RemoveRange(touched.Where(static change => change.Now is null || !ReferenceRules.Follows(change.Now)).Select(static change => (change.Before ?? change.Now)!.Path));
        foreach (var reading in now.Readings.Where(ReferenceRules.Follows))
        {
            var known = before.Followed.GetValueOrDefault(reading.Path);
            var holds = ReferenceEquals(known?.Reading, reading) && !known.Names.Any(affected.Contains) && (sameNames || !known.SawAllNames);
            if (!holds) followed[reading.Path] = rules.Follow(reading);
        }

        return followed.ToImmutable();
    }

    private static SnapshotState WithPlans(SnapshotState before, SnapshotState now)
    {
        var samePlans = ReferenceEquals(before.Followed, now.Followed) && ReferenceEquals(before.Names, now.Names);
        if (samePlans && ReferenceEquals(before.Documents.Experiments, now.Documents.Experiments)) return now;
        var usable = now.Followed.Values.Where(one => one.Plan is not null && !now.Names.Refused.Contains(one.Reading.Path)).ToList();
        var resolved = usable.Select(static one => one.Plan!).ToList();
        return now with
        {
            Plans = samePlans ? before.Plans : resolved.ToImmutableSortedDictionary(static one => one.Plan.Slug, static one => one.Plan),
            PlanGroups = samePlans ? before.PlanGroups : PlanCollisions.Find(before.PlanGroups, usable.Select(static one => (one.Plan!.Plan, one.Reading.Root!))),
            Experiments = now.Documents.Experiments.SetItems(
                resolved.Select(static one => one.Made).OfType<ExperimentDocument>().Select(static made => KeyValuePair.Create(made.Slug, made))),
        };
    }
}
