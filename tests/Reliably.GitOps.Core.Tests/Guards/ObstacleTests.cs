using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Guards;

public class ObstacleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly BlackoutWindow Sales = new BlackoutWindow.Single(Now.AddHours(-1), Now.AddHours(2)) { Title = "Sales week" };

    [Fact]
    public void Nothing_stands_in_the_way_outside_of_windows() => Obstacle.At(Now.AddHours(2), [], [Sales]).ShouldBeNull();

    [Fact]
    public void An_open_window_says_its_name_and_its_end()
    {
        var obstacle = Obstacle.At(Now, [], [Sales])!;
        (obstacle.Kind, obstacle.Reason).ShouldBe(("window", "The blackout window 'Sales week' is open until 2026-11-27 14:00 UTC: nothing is run in it."));
    }

    [Fact]
    public void An_emergency_comes_before_a_window_and_says_how_to_go_on()
    {
        var stop = new EmergencyStop("remove the file EMERGENCY_STOP from the branch 'main'", "ada", "checkout is down.", Now.AddMinutes(-5));
        var obstacle = Obstacle.At(Now, [stop], [Sales])!;
        (obstacle.Kind, obstacle.Who).ShouldBe(("emergency-stop", "ada"));
        obstacle.Reason.ShouldBe("The emergency stop is on since 2026-11-27 11:55 UTC, by ada: checkout is down. To go on, remove the file EMERGENCY_STOP from the branch 'main'.");
    }

    [Theory]
    [InlineData("0 22 * * *", 8, "2026-06-01T23:00Z", "2026-06-02T06:00Z")]
    [InlineData("0 * * * *", 1, "2026-06-01T23:30Z", "2026-06-02T00:00Z")]
    [InlineData("0 0,4 * * *", 6, "2026-06-01T05:00Z", "2026-06-01T10:00Z")] // two occurrences are open: the later one ends last
    public void A_window_that_comes_again_ends_with_its_last_open_occurrence(string pattern, int hours, string moment, string end) =>
        new BlackoutWindow.Recurring(CronPattern.Parse(pattern, "UTC"), TimeSpan.FromHours(hours)).EndAt(DateTimeOffset.Parse(moment)).ShouldBe(DateTimeOffset.Parse(end));

    [Fact]
    public void Whoever_is_in_a_window_is_in_it_until_its_end() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 100_000).Two().ToArbitrary(),
        static pair =>
        {
            var window = new BlackoutWindow.Recurring(CronPattern.Parse("17 */6 * * *", "Europe/Paris"), TimeSpan.FromMinutes(1 + (pair.Item2 % 300)));
            var moment = Now.AddMinutes(pair.Item1);
            if (!window.Covers(moment)) return true;
            var end = window.EndAt(moment);
            return end > moment && window.Covers(end.AddTicks(-1)) && !window.Covers(end);
        }));

    [Fact]
    public void An_order_is_read_as_it_was_written()
    {
        var written = new EmergencyStop("type 'reliably emergency-stop off'", "ada", "checkout is down", Now);
        EmergencyStop.Read(Encoding.UTF8.GetBytes(written.Write()), written.Where).ShouldBe(written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"who\": 1, \"since\": \"yesterday\"}")]
    public void A_damaged_order_stops_all_the_same(string text) =>
        EmergencyStop.Read(Encoding.UTF8.GetBytes(text), "remove it").Sentence.ShouldBe("The emergency stop is on. To go on, remove it.");

    [Theory]
    [InlineData("", null)]
    [InlineData("\n\n  payments are down  \nmore", "payments are down")]
    [InlineData("a\u0007b\u001b[31m", "ab[31m")]
    public void The_first_line_of_the_file_is_the_reason(string text, string? why) => EmergencyStop.OfRepositoryFile(Encoding.UTF8.GetBytes(text), "x").Why.ShouldBe(why);

    [Fact]
    public void Whatever_lies_in_the_file_stops() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static content =>
        EmergencyStop.OfRepositoryFile(content, "remove it").Sentence.StartsWith("The emergency stop is on", StringComparison.Ordinal)));
}
