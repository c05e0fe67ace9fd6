using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Reviews;

public class NextRunsTests
{
    [Fact]
    public void Tells_of_a_time_that_the_clock_leaves_out()
    {
        var runs = NextRuns.Write(Plan("30 2 * * *", "Europe/Paris"), Records.Time("2027-03-26T12:00:00Z"), static _ => null)!;
        runs.ShouldContain("| Sat 2027-03-27 02:30 UTC+1:00 | 2027-03-27 01:30 |  |\n");
        runs.ShouldContain("| Sun 2027-03-28 03:00 UTC+2:00 | 2027-03-28 01:00 | the clock is set forward: the time left out runs now |\n");
        runs.ShouldContain("| Mon 2027-03-29 02:30 UTC+2:00 | 2027-03-29 00:30 |  |\n");
        runs.ShouldContain("The clock in Europe/Paris changes next on 2027-10-31 (UTC+2:00 to UTC+1:00)");
    }

    [Fact]
    public void Tells_of_a_time_that_comes_twice()
    {
        var runs = NextRuns.Write(Plan("30 2 * * *", "Europe/Paris"), Records.Time("2026-10-24T12:00:00Z"), static _ => null)!;
        runs.ShouldContain("| Sun 2026-10-25 02:30 UTC+2:00 | 2026-10-25 00:30 | the clock is set back: this time comes twice |\n");
        runs.ShouldContain("| Mon 2026-10-26 02:30 UTC+1:00 | 2026-10-26 01:30 | the clock has changed: UTC+2:00 to UTC+1:00 |\n");
    }

    [Fact]
    public void Shows_one_column_where_the_zone_is_UTC() =>
        NextRuns.Write(Plan("0 3 * * *", "UTC"), Records.Time("2026-11-22T12:00:00Z"), static _ => "in a window")!.ShouldStartWith("| UTC | |\n|---|---|\n| Mon 2026-11-23 03:00 | in a window |\n");

    [Fact]
    public void Has_nothing_for_a_plan_that_no_clock_starts() =>
        NextRuns.Write(Plan("0 3 * * *", "UTC") with { Schedule = new Schedule.Manual() }, Records.Time("2026-11-22T12:00:00Z"), static _ => null).ShouldBeNull();

    private static Plan Plan(string pattern, string zone) => new()
    {
        Slug = Slug.Parse("p"),
        Path = "plans/p.yaml",
        Title = "P",
        Experiments = [],
        Schedule = new Schedule.Cron(pattern, zone),
        ContentHash = "0",
    };
}
