using Quartz;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Plans;

public class CronSyntaxTests
{
    private static readonly string[][] Items =
    [
        ["*", "0", "59", "00", "*/5", "*/59", "5-10", "50-5", "0/15", "10-40/10", "60", "*/0", "*/60", "1--3", "a", "?", "L", "-1", ""],
        ["*", "0", "23", "*/6", "22-2", "9-17/2", "24", "*/24", "*/23", "1-", "MON"],
        ["*", "?", "1", "31", "L", "LW", "L-3", "L-31", "15W", "32W", "W", "1-7", "*/10", "28-2", "0", "32", "L/2", "30"],
        ["*", "1", "12", "JAN", "feb", "JAN-MAR", "NOV-FEB", "*/3", "FEB/2", "0", "13", "JANUARY", "2", "?", "4"],
        ["*", "?", "0", "7", "1-5", "MON", "sun", "FRI-MON", "5#2", "FRI#5", "5#6", "5L", "FRIL", "L", "8", "MONDAY", "0-7", "*/2", "1-5#2"],
    ];

    [Theory]
    [InlineData("0 0 30 2 *", 4, 4, "Day 30 of month 2 never comes: February has at most 29 days.")]
    [InlineData("0 0 1 FEB/2 *", 6, 5, "A step after the name 'FEB' is not read.")]
    [InlineData("0 0 1 FEB-DEC/2 *", 6, 9, "A step after the name 'FEB-DEC' is not read.")]
    [InlineData("0 0 * * MON-FRI/2", 8, 9, "A step after the name 'MON-FRI' is not read.")]
    [InlineData("0 0 31 feb 0-7", 4, 6, "February has at most 29 days")]
    [InlineData("0 0 31 4,6 *", 4, 6, "none of these months has so many days")]
    [InlineData("0 0 30-31 FEB ?", 4, 9, "February has at most 29 days")]
    [InlineData("0 0 3 * * *", 0, 1, "Leave out the seconds: \"0 3 * * *\".")]
    [InlineData("0 0 3 * * ? 2026", 0, 1, "Leave out the seconds and the year: \"0 3 * * ?\".")]
    [InlineData("0 3 ? * 1 *", 10, 1, "Leave out the year: \"0 3 ? * 1\".")]
    [InlineData("0 3 * *", 0, 7, "has 4 of its five fields")]
    [InlineData("0 24 * * *", 2, 2, "Midnight is 0.")]
    [InlineData("60 * * * *", 0, 2, "The full hour is 0.")]
    [InlineData("*/90 * * * *", 0, 4, "A step of 90 is more than a minute has.")]
    [InlineData("*/120 * * * *", 0, 5, "'0 */2 * * *'")]
    [InlineData("*/0 * * * *", 0, 3, "at least 1")]
    [InlineData("0 3 * * MONDAY", 8, 6, "Write MON.")]
    [InlineData("0 3 * * MNO", 8, 3, "Did you mean 'MON'?")]
    [InlineData("0 3 * * 8", 8, 1, "0 to 7 and SUN to SAT")]
    [InlineData("0 3 * * 5#6", 8, 3, "no day of week")]
    [InlineData("1,,3 * * * *", 0, 4, "a comma too many")]
    [InlineData("@reboot", 0, 7, "Known are @hourly")]
    [InlineData("@dayly", 0, 6, "Did you mean '@daily'?")]
    [InlineData("@every 5m", 0, 6, "*/5 * * * *")]
    [InlineData("@daily 3", 7, 1, "A macro is a whole pattern.")]
    public void Says_what_is_wrong_and_where(string pattern, int start, int length, string words)
    {
        var problem = CronSyntax.Read(pattern).Problem.ShouldNotBeNull();
        (problem.Start, problem.Length).ShouldBe((start, length), problem.Message);
        (problem.Message + " " + problem.Hint).ShouldContain(words);
    }

    [Theory]
    [InlineData("0 3 L * *", "2026-01-31")]
    [InlineData("0 3 LW * *", "2026-01-30")]
    [InlineData("0 3 15W * *", "2026-01-15")]
    [InlineData("0 3 * * 5#2", "2026-01-09")]
    [InlineData("0 3 * * FRIL", "2026-01-30")]
    [InlineData("0 3 ? * 1", "2026-01-05")]
    [InlineData("0 3 29 2 *", "2028-02-29")]
    public void Knows_the_last_the_nearest_and_the_nth_day(string pattern, string day)
    {
        CronSyntax.Read(pattern).Problem.ShouldBeNull();
        CronPattern.Parse(pattern, "UTC").NextAfter(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)).ShouldBe(DateTimeOffset.Parse(day + "T03:00Z"));
    }

    [Theory]
    [InlineData("0 3 31 * *", "February, April, June, September, November")]
    [InlineData("0 3 31 1,6 *", "June")]
    [InlineData("0 3 29 * *", "In most years, February")]
    [InlineData("0 3 1,31 * *", "")]
    [InlineData("0 3 L * *", "")]
    [InlineData("0 3 31 * 1", "")]
    public void Knows_the_months_that_lack_a_day(string pattern, string months) =>
        string.Join(", ", CronSyntax.Read(pattern).MonthsWithoutDay()).ShouldBe(months);

    [Fact]
    public void Every_pattern_that_the_page_of_plans_shows_is_one()
    {
        var page = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "plans.md"));
        var table = page[page.IndexOf("### Patterns", StringComparison.Ordinal)..page.IndexOf("### Times and zones", StringComparison.Ordinal)];
        var patterns = System.Text.RegularExpressions.Regex.Matches(table, "(?m)^\\| `([^`]+)` \\|").Select(static match => match.Groups[1].Value).ToList();
        patterns.Count.ShouldBe(7);
        foreach (var pattern in patterns) CronPattern.TryParse(pattern, "Europe/Paris", out var problem).ShouldNotBeNull(problem);
    }

    [Fact]
    public void Never_accepts_what_Quartz_cannot_read() => Seeded.Each(3000, static random =>
    {
        var pattern = string.Join(' ', Items.Select(field => random.Next(4) == 0 ? random.Pick(field) + "," + random.Pick(field) : random.Pick(field)));
        if (CronSyntax.Read(pattern).Problem is not null) return;
        IsReadByQuartz(pattern).ShouldBeTrue(pattern);
        var next = CronPattern.Parse(pattern, "UTC").NextAfter(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        next.ShouldNotBeNull(pattern);
    });

    [Theory]
    [InlineData("20 minutes", "20m")]
    [InlineData("5min", "5m")]
    [InlineData("1.5h", "1h30m")]
    [InlineData("30m1h", "1h30m")]
    [InlineData("90", "1m30s")]
    [InlineData("5M", "5m")]
    [InlineData("1 day and 2 hours", "1d2h")]
    [InlineData("PT5M", "5m")]
    [InlineData("P1DT2H", "1d2h")]
    [InlineData("01:30:00", "1h30m")]
    [InlineData("250 msec", "250ms")]
    public void Says_how_a_duration_is_written(string text, string meant)
    {
        QuantityHints.OfDuration(text).ShouldBe($"Did you mean '{meant}'?");
        Quantities.Duration(meant).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5m")]
    [InlineData("5 fortnights")]
    [InlineData("")]
    public void Says_the_form_of_durations_where_nothing_is_near(string text) => QuantityHints.OfDuration(text).ShouldStartWith("Write a number with its unit");

    [Theory]
    [InlineData("1MB", "1MiB")]
    [InlineData("1 mb", "1MiB")]
    [InlineData("1048576", "1048576B")]
    [InlineData("512k", "512KiB")]
    [InlineData("1GiB", "1024MiB")]
    public void Says_how_a_size_is_written(string text, string meant)
    {
        QuantityHints.OfSize(text).ShouldBe($"Did you mean '{meant}'?");
        Quantities.Size(meant).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Paris", "Europe/Paris")]
    [InlineData("europe/paris", "Europe/Paris")]
    [InlineData("Europe/Pariss", "Europe/Paris")]
    [InlineData("New York", "America/New_York")]
    [InlineData("CEST", "Europe/Paris")]
    [InlineData("Romance Standard Time", "Europe/Paris")]
    [InlineData("utc", "UTC")]
    [InlineData("UTC+2", "An offset knows no summer time")]
    [InlineData("+02:00", "An offset knows no summer time")]
    [InlineData("Gallifrey", "Zones are IANA names")]
    public void Says_which_zone_was_meant(string name, string words)
    {
        TimeZones.TryFind(name, out _).ShouldBeFalse();
        TimeZoneHints.Of(name).ShouldContain(words);
    }

    [Theory]
    [InlineData("at: 2026-02-30T03:00", "RLY2406", "That month has 28 days.")]
    [InlineData("at: 2026-13-01T03:00", "RLY2406", "A year has 12 months.")]
    [InlineData("at: 2026-12-01", "RLY2406", "A time is missing: 2026-12-01T03:00.")]
    [InlineData("at: 2026-10-25T02:30, timezone: Europe/Paris", "RLY2412", "2026-10-25T02:30+01:00")]
    [InlineData("at: \"2026-12-01T03:00+05:00\", timezone: Europe/Paris", "RLY2413", "+01:00")]
    public void Says_what_is_odd_about_an_instant(string schedule, string code, string words)
    {
        var found = SnapshotReader.ReadAlone(new("p.yaml", System.Text.Encoding.UTF8.GetBytes($"experiments: [a]\nschedule: {{type: once, {schedule}}}\n")), DocumentKind.Plan).ShouldHaveSingleItem();
        (found.Code, found.Pointer).ShouldBe((code, "/schedule/at"));
        (found.Message + found.Hint).ShouldContain(words);
    }

    [Fact]
    public void Says_that_an_instant_has_passed()
    {
        var snapshot = new SnapshotBuilder().With("experiments/a.yaml", SnapshotBuilder.Experiment)
            .With("plans/then.yaml", "experiments: [a]\nschedule: {type: once, at: 2026-05-01T10:00, timezone: Europe/Paris}\n")
            .With("plans/suspended.yaml", "experiments: [a]\nsuspend: true\nschedule: {type: once, at: 2026-05-01T10:00}\n").Read();
        PassedPlans.Find(snapshot, DateTimeOffset.Parse("2026-05-01T07:59Z")).ShouldBeEmpty();
        var found = PassedPlans.Find(snapshot, DateTimeOffset.Parse("2026-05-01T08:00Z")).ShouldHaveSingleItem();
        (found.Location.ToString(), found.Pointer, found.Severity).ShouldBe(("plans/then.yaml:2:28", "/schedule/at", Severity.Info));
    }

    private static bool IsReadByQuartz(string pattern)
    {
        try
        {
            return CronExpression.TryParse(pattern, CronFormat.Unix, out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
