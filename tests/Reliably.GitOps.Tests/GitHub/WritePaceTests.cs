using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.GitHub;

public sealed class WritePaceTests
{
    private readonly ManualClock clock = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_few_writes_wait_for_nothing()
    {
        var pace = new WritePace(clock);
        for (var i = 0; i < 20; i++)
        {
            pace.TryTake(TimeSpan.Zero, out var wait).ShouldBeTrue();
            wait.ShouldBe(TimeSpan.Zero);
        }

        pace.TryTake(TimeSpan.FromSeconds(5), out var next).ShouldBeTrue();
        next.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void However_many_want_to_write_GitHub_sees_80_a_minute_and_500_an_hour_at_most()
    {
        var pace = new WritePace(clock);
        var written = new List<DateTimeOffset>();
        while (written.Count < 1200)
        {
            if (pace.TryTake(TimeSpan.FromSeconds(5), out var wait)) written.Add(clock.GetUtcNow() + wait);
            else clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 80; i < written.Count; i++) (written[i] - written[i - 80]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        for (var i = 500; i < written.Count; i++) (written[i] - written[i - 500]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        (written[^1] - written[0]).ShouldBeLessThan(TimeSpan.FromHours(2.2));
    }
}
