using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Reads a list of blackout windows, and says which of them overlap.</summary>
internal static class WindowReader
{
    /// <summary>More windows than people can keep in mind; comparing them all costs time.</summary>
    private const int Most = 32;

    public static ImmutableArray<BlackoutWindow> Read(MappingReader owner, string key)
    {
        var items = owner.List(key);
        if (items.Length > Most)
        {
            owner.Findings.Add(DiagnosticCatalogue.OutOfRange.At(owner.At.Field(key)!, key, FormattableString.Invariant($"at most {Most} windows")));
            return [];
        }

        var windows = items.Select(item => One(item, owner.Findings)).OfType<BlackoutWindow>().ToImmutableArray();
        for (var later = 1; later < windows.Length; later++)
        {
            if (windows.Take(later).FirstOrDefault(first => first.Overlaps(windows[later])) is not { } other) continue;
            var place = items.First(item => item.Span == windows[later].Place);
            owner.Findings.Add(DiagnosticCatalogue.WindowsOverlap.At(place.Head(), FormattableString.Invariant($"{other.Place.Start.Line}")));
        }

        return windows;
    }

    private static BlackoutWindow? One(DocumentCursor at, DiagnosticList findings)
    {
        if (MappingReader.Open(at, "a window", findings) is not { } reader) return null;
        var title = reader.Text("title");
        var zone = ScheduleReader.Zone(reader) ?? "UTC";
        BlackoutWindow? window = reader.Has("pattern") || reader.Has("for") ? Recurring(reader, zone) : Single(reader, zone);
        reader.Close();
        return window is null ? null : window with { Title = title, Place = at.Span };
    }

    private static BlackoutWindow.Single? Single(MappingReader reader, string zone)
    {
        var from = Instant(reader, "from", zone);
        var to = Instant(reader, "to", zone);
        if (from is null || to is null) return null;
        if (from < to) return new(from.Value, to.Value);
        reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("to")!, "to", "later than 'from'"));
        return null;
    }

    private static BlackoutWindow.Recurring? Recurring(MappingReader reader, string zone)
    {
        var pattern = reader.RequiredText("pattern");
        var length = reader.PositiveDuration("for");
        if (!reader.Has("for")) reader.Require("for");
        if (pattern is null || ScheduleReader.Pattern(reader, pattern, zone) is not { } cron || length is not { } time) return null;
        var window = new BlackoutWindow.Recurring(cron, time);
        if (!window.NeverEnds()) return window;
        reader.Findings.Add(DiagnosticCatalogue.WindowNeverEnds.At(reader.At.Field("for")!));
        return null;
    }

    private static DateTimeOffset? Instant(MappingReader reader, string key, string zone) =>
        reader.Require(key) is { } written ? InstantReader.Read(written, key, zone, reader.Has("timezone"), reader.Findings) : null;
}
