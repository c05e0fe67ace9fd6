using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Scores;

public class FreshnessTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly DateTimeOffset End = Records.Time("2026-11-21T03:00:00Z");

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 91)]
    [InlineData(3, 74)]
    [InlineData(7, 50)]
    [InlineData(10, 37)]
    [InlineData(14, 25)]
    [InlineData(21, 13)]
    [InlineData(28, 6)]
    [InlineData(28.1, 0)]
    [InlineData(-1, 100)]
    public void Halves_every_half_life(double days, int freshness) => Freshness.Of(End, Week, End.AddDays(days)).ShouldBe(freshness);

    [Theory]
    [InlineData(76, FreshnessBand.Fresh)]
    [InlineData(75, FreshnessBand.Good)]
    [InlineData(50, FreshnessBand.Old)]
    [InlineData(25, FreshnessBand.TooOld)]
    [InlineData(null, FreshnessBand.Never)]
    public void Has_bands_that_do_not_age_as_fast(int? freshness, FreshnessBand band) => Freshness.BandOf(freshness).ShouldBe(band);

    [Fact]
    public void Never_grows_as_time_passes() => Seeded.Each(300, random =>
    {
        var (earlier, later) = (random.NextDouble() * 40, random.NextDouble() * 40);
        if (earlier > later) (earlier, later) = (later, earlier);
        Freshness.Of(End, Week, End.AddDays(earlier))!.Value.ShouldBeGreaterThanOrEqualTo(Freshness.Of(End, Week, End.AddDays(later))!.Value);
    });
}
