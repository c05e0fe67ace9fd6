using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Reads a date and time of a document as an instant: wall-clock time in a zone, or with an offset of its own.</summary>
internal static class InstantReader
{
    private const string Form = "Write it as 2026-12-01T03:00.";

    private static readonly string[] Forms =
        ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private static readonly string[] FormsWithOffset = ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd HH:mm:sszzz"];

    /// <summary>The instant in UTC; null, with a finding, where the value is none.</summary>
    /// <param name="place">The value.</param>
    /// <param name="key">Its key.</param>
    /// <param name="zone">Name of the zone of wall-clock times.</param>
    /// <param name="isZoneWritten">Whether the document names the zone.</param>
    /// <param name="findings">Where findings go.</param>
    public static DateTimeOffset? Read(DocumentCursor place, string key, string zone, bool isZoneWritten, DiagnosticList findings)
    {
        var text = place.Node switch
        {
            DataNode.Text plain => plain.Value,
            DataNode.Timestamp timestamp => timestamp.Iso,
            _ => null,
        };
        if (text is null)
        {
            findings.Add(DiagnosticCatalogue.WrongType.At(place, $"`{key}`", "a date and time", NodeNames.Of(place.Node)));
            return null;
        }

        if (text.Length > 4 && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is < 1970 or > 9000)
        {
            findings.Add(DiagnosticCatalogue.BadInstant.At(place, text, "Years go from 1970 to 9000."));
            return null;
        }

        if (DateTimeOffset.TryParseExact(text.Replace("Z", "+00:00", StringComparison.Ordinal), FormsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            var other = TimeZones.FindOrUtc(zone).GetUtcOffset(instant);
            if (isZoneWritten && other != instant.Offset) findings.Add(DiagnosticCatalogue.OffsetBesideZone.At(place, text, zone, Offset(other)));
            return instant.ToUniversalTime();
        }

        if (DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return InZone(local, text, zone, place, findings);
        findings.Add(DiagnosticCatalogue.BadInstant.At(place, text, Hint(text)));
        return null;
    }

    private static DateTimeOffset? InZone(DateTime local, string text, string zoneName, DocumentCursor place, DiagnosticList findings)
    {
        var zone = TimeZones.FindOrUtc(zoneName);
        if (zone.IsInvalidTime(local))
        {
            findings.Add(DiagnosticCatalogue.SkippedInstant.At(place, text, zoneName));
            return null;
        }

        if (!zone.IsAmbiguousTime(local)) return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

        // The first of the two: its offset is the larger.
        var offset = zone.GetAmbiguousTimeOffsets(local).Max();
        findings.Add(DiagnosticCatalogue.InstantTwice.At(place, text, zoneName, text.Replace(' ', 'T') + Offset(zone.GetAmbiguousTimeOffsets(local).Min())));
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static string Hint(string text)
    {
        var date = text.Split('T', ' ')[0];
        if (date.Split('-') is not [{ Length: 4 } year, { Length: 2 } month, { Length: 2 } day]) return Form;
        if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y) || !int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            || !int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var d) || y == 0) return Form;
        if (m is < 1 or > 12) return "A year has 12 months.";
        var length = DateTime.DaysInMonth(y, m);
        if (d < 1 || d > length) return FormattableString.Invariant($"That month has {length} days.");
        return date == text ? $"A time is missing: {text}T03:00." : Form;
    }

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
