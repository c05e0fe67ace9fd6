using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>Reads <c>schedule:</c> of a plan. Zones, patterns and times are checked here, so that a plan that was read can be computed.</summary>
internal static class ScheduleReader
{
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
        var zone = Zone(reader) ?? "UTC";
        var written = reader.Require("at");
        reader.Close();
        return written is not null && InstantReader.Read(written, "at", zone, reader.Has("timezone"), reader.Findings) is { } instant
            ? new(instant, zone)
            : null;
    }

    private static Schedule.Cron? Cron(MappingReader reader)
    {
        var zone = Zone(reader);
        var pattern = reader.RequiredText("pattern");
        var jitter = reader.Duration("jitter") ?? TimeSpan.Zero;
        var missed = reader.OneOf("missed", "skip", "run-once") == "run-once" ? MissedPolicy.RunOnce : MissedPolicy.Skip;
        reader.Close();
        if (pattern is null) return null;
        if (Pattern(reader, pattern, zone ?? "UTC") is not { } cron) return null;
        if (jitter > TimeSpan.Zero && ShortestGap(cron) is var gap && jitter >= gap)
        {
            reader.Findings.Add(DiagnosticCatalogue.JitterTooLong.At(reader.At.Field("jitter")!, QuantityHints.Written(jitter), QuantityHints.Written(gap)));
        }

        return new(pattern, zone ?? "UTC") { Jitter = jitter, Missed = missed };
    }

    /// <summary>The pattern under <c>pattern</c>; null, with a finding at the field that is wrong, where it is none.</summary>
    internal static CronPattern? Pattern(MappingReader reader, string pattern, string zone)
    {
        var place = reader.At.Field("pattern")!;
        var syntax = CronSyntax.Read(pattern);
        if (syntax.Problem is { } wrong)
        {
            reader.Findings.Add(DiagnosticCatalogue.BadCron.At(place.Inside(wrong.Start, wrong.Length), wrong.Message, wrong.Hint));
            return null;
        }

        if (CronPattern.TryParse(pattern, zone, out var problem) is not { } cron)
        {
            reader.Findings.Add(DiagnosticCatalogue.BadCron.At(place, problem!, ""));
            return null;
        }

        Advise(reader, syntax, place);
        return cron;
    }

    /// <summary>What is right, and often not meant.</summary>
    private static void Advise(MappingReader reader, CronSyntax syntax, DocumentCursor place)
    {
        if (syntax.NamesBothDays) reader.Findings.Add(DiagnosticCatalogue.EitherDay.At(place.Inside(syntax.Days.Start, syntax.Days.Length)));
        var without = syntax.MonthsWithoutDay();
        if (without.IsEmpty) return;
        var months = without.Length == 1 ? without[0] : string.Join(", ", without.SkipLast(1)) + " and " + without[^1];
        reader.Findings.Add(DiagnosticCatalogue.MonthWithoutDay.At(place.Inside(syntax.DayOfMonth.Start, syntax.DayOfMonth.Length), months, without.Length == 1 ? "has" : "have"));
    }

    /// <summary>The shortest time between two of the next instants: patterns repeat themselves soon enough.</summary>
    private static TimeSpan ShortestGap(CronPattern cron)
    {
        var shortest = TimeSpan.MaxValue;
        var last = cron.NextAfter(new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero));
        for (var looked = 0; looked < 32 && last is { } from && cron.NextAfter(from) is { } next; looked++)
        {
            if (next - from < shortest) shortest = next - from;
            last = next;
        }

        return shortest;
    }

    /// <summary>The zone's name, UTC where none is written, null where it is wrong.</summary>
    internal static string? Zone(MappingReader reader)
    {
        if (!reader.Has("timezone"))
        {
            reader.Take("timezone");
            return "UTC";
        }

        if (reader.Text("timezone") is not { } name) return null;
        if (TimeZones.TryFind(name, out _)) return name;
        reader.Findings.Add(DiagnosticCatalogue.BadTimeZone.At(reader.At.Field("timezone")!, name, TimeZoneHints.Of(name)));
        return null;
    }
}
