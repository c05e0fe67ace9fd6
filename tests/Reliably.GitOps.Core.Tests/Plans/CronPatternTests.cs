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
}
