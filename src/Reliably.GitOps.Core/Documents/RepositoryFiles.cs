using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The readings of all documents of a repository in the order of their paths: those of unchanged files from before, the others read now, over
/// the cores.
/// </summary>
internal static class RepositoryFiles
{
    /// <summary>Fewer files are read faster by one core than others are woken.</summary>
    private const int WorthOtherCores = 32;

    public static ImmutableArray<DocumentReading> Read(IEnumerable<RepositoryFile> files, ImmutableArray<DocumentReading> before)
    {
        var places = Place(Ordered(files), before);
        Read(places, static place => place.Place.Kind == DocumentKind.Settings);
        var settings = SettingsOf(places.Select(static place => place.Reading).OfType<DocumentReading>());
        foreach (var place in places) place.Reconsider(settings);
        foreach (var place in places.Where(static place => place.Place.Kind == DocumentKind.Experiment)) Select(place, settings);
        Read(places, static _ => true);
        return [.. places.Select(static place => place.Reading!)];
    }

    /// <summary>The settings that hold: those of the first file of that name.</summary>
    public static RepositorySettings SettingsOf(IEnumerable<DocumentReading> readings) =>
        readings.FirstOrDefault(static reading => reading.Place.Kind == DocumentKind.Settings)?.Document as RepositorySettings ?? RepositorySettings.Default;

    private static RepositoryFile[] Ordered(IEnumerable<RepositoryFile> files)
    {
        RepositoryFile[] ordered = [.. files];
        for (var i = 1; i < ordered.Length; i++)
        {
            if (string.CompareOrdinal(ordered[i - 1].Path, ordered[i].Path) <= 0) continue;
            Array.Sort(ordered, static (left, right) => string.CompareOrdinal(left.Path, right.Path));
            break;
        }

        return ordered;
    }

    /// <summary>Each document with its reading of before, where its file is the same. Both lists go by path, so one walk finds them.</summary>
    private static List<PlacedFile> Place(RepositoryFile[] files, ImmutableArray<DocumentReading> before)
    {
        var places = new List<PlacedFile>(files.Length);
        var next = 0;
        foreach (var file in files)
        {
            while (next < before.Length && string.CompareOrdinal(before[next].Path, file.Path) < 0) next++;
            var known = next < before.Length && before[next].Path == file.Path ? before[next] : null;
            var place = known?.Place ?? RepositoryLayout.Classify(file.Path);
            if (place is null or { Kind: DocumentKind.Server }) continue;
            places.Add(new(file, place) { Reading = known is not null && IsSame(known.File, file) ? known : null });
        }

        return places;
    }

    private static bool IsSame(RepositoryFile left, RepositoryFile right) =>
        left.BlobId is not null && right.BlobId is not null
            ? left.BlobId == right.BlobId
            : left.Content.Equals(right.Content) || left.Content.Span.SequenceEqual(right.Content.Span);

    /// <summary>Leaves an experiment out, or takes it in again, as the settings say.</summary>
    private static void Select(PlacedFile place, RepositorySettings settings)
    {
        var leftOut = !ExperimentSelection.Counts(settings, place.Place.Slug);
        if (leftOut && place.Reading is not { LeftOut: true }) place.Reading = DocumentReadings.LeaveOut(place.File, place.Place);
        if (!leftOut && place.Reading is { LeftOut: true }) place.Reading = null;
    }

    private static void Read(List<PlacedFile> places, Func<PlacedFile, bool> wanted)
    {
        var unread = places.Where(place => place.Reading is null && wanted(place)).ToList();
        if (unread.Count < WorthOtherCores) unread.ForEach(static place => place.Read());
        else ReadBesideEachOther(unread);
    }

    /// <summary>By itself, so that a small repository does not load what only a large one needs.</summary>
    private static void ReadBesideEachOther(List<PlacedFile> places) => Parallel.ForEach(places, static place => place.Read());

    private sealed class PlacedFile(RepositoryFile file, DocumentPlace place)
    {
        public RepositoryFile File { get; } = file;

        public DocumentPlace Place { get; } = place;

        public DocumentReading? Reading { get; set; }

        private bool MayHoldSecrets { get; set; }

        /// <summary>Forgets a reading that was made under other settings.</summary>
        public void Reconsider(RepositorySettings settings)
        {
            MayHoldSecrets = Place.Kind != DocumentKind.Settings && settings.Ignored.CoverSecretsOf(File.Path);
            if (Reading is { LeftOut: false } && Reading.MayHoldSecrets != MayHoldSecrets) Reading = null;
        }

        public void Read() => Reading = DocumentReadings.Read(File, Place, MayHoldSecrets);
    }
}
