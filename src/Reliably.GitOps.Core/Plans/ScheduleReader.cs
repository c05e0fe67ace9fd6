using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Reads <c>schedule:</c> of a plan. Zones, patterns and times are checked here, so that a plan that was read can be computed.</summary>
internal static class ScheduleReader
{
    private static readonly string[] Forms =
        ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private static readonly string[] FormsWithOffset = ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd HH:mm:sszzz"];

    public static Schedule? Read(DocumentCursor at, DiagnosticList findings)
    {
        if (MappingReader.Open(at, "`schedule`", findings) is not { } reader) return null;
        var type = reader.RequiredOneOf("type", "now", "once", "cron", "change", "manual");
        if (type is null) reader.ReportMissing();
        Schedule? schedule = type switch
        {
            "now" => new Schedule.Now(),
            "change" => new Schedule.Change(),
            "manual" => new Schedule.Manual(),
            "once" => Once(Named(at, "a schedule of type once", findings)),
            "cron" => Cron(Named(at, "a schedule of type cron", findings)),
            _ => null,
        };
        if (type is "now" or "change" or "manual") Named(at, "a schedule of type " + type, findings).Close();
        return schedule;
    }

    private static MappingReader Named(DocumentCursor at, string owner, DiagnosticList findings)
    {
        var reader = MappingReader.Open(at, owner, findings)!;
        reader.Take("type");
        return reader;
    }

    private static Schedule.Once? Once(MappingReader reader)
    {
        var zone = Zone(reader);
        var written = reader.Require("at");
        reader.Close();
        if (written is not { } place) return null;
        var text = place.Node switch
        {
            DataNode.Text plain => plain.Value,
            DataNode.Timestamp timestamp => timestamp.Iso,
            _ => null,
        };
        if (text is null)
        {
            reader.Wrong(place, "`at`", "a date and time");
            return null;
        }

        return Instant(text, zone ?? "UTC", place, reader.Findings) is { } instant ? new(instant, zone ?? "UTC") : null;
    }

    private static DateTimeOffset? Instant(string text, string zoneName, DocumentCursor place, DiagnosticList findings)
    {
        var culture = CultureInfo.InvariantCulture;
        if (DateTimeOffset.TryParseExact(text.Replace("Z", "+00:00", StringComparison.Ordinal), FormsWithOffset, culture, DateTimeStyles.None, out var fixedInstant))
        {
            return fixedInstant.ToUniversalTime();
        }

        if (!DateTime.TryParseExact(text, Forms, culture, DateTimeStyles.None, out var local))
        {
            findings.Add(DiagnosticCatalogue.BadInstant.At(place, text));
            return null;
        }

        var zone = TimeZones.FindOrUtc(zoneName);
        if (zone.IsInvalidTime(local))
        {
            findings.Add(DiagnosticCatalogue.SkippedInstant.At(place, text, zoneName));
            return null;
        }

        // Of an hour that comes twice, the first: its offset is the larger.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static Schedule.Cron? Cron(MappingReader reader)
    {
        var zone = Zone(reader);
        var pattern = reader.RequiredText("pattern");
        var jitter = reader.Duration("jitter") ?? TimeSpan.Zero;
        var missed = reader.OneOf("missed", "skip", "run-once") == "run-once" ? MissedPolicy.RunOnce : MissedPolicy.Skip;
        reader.Close();
        if (pattern is null) return null;
        if (CronPattern.TryParse(pattern, zone ?? "UTC", out var problem) is not null) return new(pattern, zone ?? "UTC") { Jitter = jitter, Missed = missed };
        reader.Findings.Add(DiagnosticCatalogue.BadCron.At(reader.At.Field("pattern")!, problem!));
        return null;
    }

    /// <summary>The zone's name, UTC where none is written, null where it is wrong.</summary>
    private static string? Zone(MappingReader reader)
    {
        if (!reader.Has("timezone"))
        {
            reader.Take("timezone");
            return "UTC";
        }

        if (reader.Text("timezone") is not { } name) return null;
        if (TimeZones.TryFind(name, out _)) return name;
        reader.Findings.Add(DiagnosticCatalogue.BadTimeZone.At(reader.At.Field("timezone")!, name));
        return null;
    }
}
