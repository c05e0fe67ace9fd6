namespace Reliably.GitOps.Plans;

public class CronPatternTests
{
    [Theory]
    [InlineData("0 3 * * 1-5", "Europe/Paris", "2026-11-21T00:00Z", "2026-11-23T02:00Z")]
    [InlineData("@daily", "UTC", "2026-11-21T00:00Z", "2026-11-22T00:00Z")]
    [InlineData("@hourly", "UTC", "2026-11-21T00:30Z", "2026-11-21T01:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-21T00:00Z", "2026-11-21T00:15Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-11-21T00:00Z", "2028-02-29T00:00Z")]
    [InlineData("0 0 * * 0", "UTC", "2026-11-21T00:00Z", "2026-11-22T00:00Z")]
    [InlineData("0 0 * * 7", "UTC", "2026-11-21T00:00Z", "2026-11-22T00:00Z")]
    [InlineData("0 0 * * MON", "UTC", "2026-11-21T00:00Z", "2026-11-23T00:00Z")]
    public void Knows_the_next_instant(string pattern, string zone, string after, string next)
    {
        CronPattern.Parse(pattern, zone).NextAfter(DateTimeOffset.Parse(after)).ShouldBe(DateTimeOffset.Parse(next));
    }

    [Theory]
    [InlineData("0 3 * *", "UTC")]
    [InlineData("61 * * * *", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("@never", "UTC")]
    [InlineData("0 0 31 2 *", "UTC")]
    [InlineData("0 0 * * *", "Paris")]
    [InlineData("0 0 * * *", "Romance Standard Time")]
    [InlineData("0 0 * * *", "../../etc/passwd")]
    [InlineData("0 0 0 * * ?", "UTC")]
    [InlineData("monday morning", "UTC")]
    public void Refuses_what_never_comes_or_is_no_pattern(string pattern, string zone)
    {
        CronPattern.TryParse(pattern, zone, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Paris", "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")] // 02:30 comes twice: the first
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-02-15T00:00Z", "2026-02-15T01:30Z", "2026-02-16T02:30Z")] // its clock goes back for Ramadan
    [InlineData("30 * * * *", "Europe/Paris", "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z")] // every hour means every hour
    [InlineData("30 2 * * *", "Europe/Paris", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")] // 02:30 does not come: right after the gap
    [InlineData("*/20 * * * *", "Europe/Paris", "2026-03-29T00:40Z", "2026-03-29T01:00Z", "2026-03-29T01:20Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z")] // half an hour
    public void Goes_through_changes_of_the_clock(string pattern, string zone, string after, string first, string second)
    {
        var cron = CronPattern.Parse(pattern, zone);
        var next = cron.NextAfter(DateTimeOffset.Parse(after));
        next.ShouldBe(DateTimeOffset.Parse(first));
        cron.NextAfter(next!.Value).ShouldBe(DateTimeOffset.Parse(second));
    }

    [Theory]
    [InlineData("*/20 * * * *", "Africa/Casablanca")]
    [InlineData("30 2 * * *", "Africa/Casablanca")]
    [InlineData("15 1-3 * * *", "America/New_York")]
    [InlineData("30 2 * * *", "Australia/Lord_Howe")]
    public void An_instant_is_one_wherever_the_question_starts(string pattern, string zone)
    {
        var cron = CronPattern.Parse(pattern, zone);
        var walked = new SortedSet<DateTimeOffset>();
        var end = DateTimeOffset.Parse("2027-12-31T00:00Z");
        for (var next = cron.NextAfter(DateTimeOffset.Parse("2026-01-01T00:00Z")); next < end; next = cron.NextAfter(next!.Value)) walked.Add(next.Value).ShouldBeTrue();
        for (var moment = DateTimeOffset.Parse("2026-01-01T00:07Z"); moment < end.AddDays(-2); moment = moment.AddMinutes(431))
            cron.NextAfter(moment)!.Value.ShouldBeOneOf([.. walked.GetViewBetween(moment.AddSeconds(1), moment.AddDays(2)).Take(1)]);
    }
}
