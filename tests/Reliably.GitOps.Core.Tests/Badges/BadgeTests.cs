using System.Xml.Linq;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Badges;

public class BadgeTests
{
    private static readonly DateTimeOffset Now = Records.Time("2026-11-22T12:00:00Z");

    [Theory]
    [InlineData("PPPPPPPPPP", "A 10/10 ► · good")]
    [InlineData("PPPPPPPPDD", "B 10/10 ▼ · good")]
    [InlineData("P", "A 1/10 · too old")]
    [InlineData("BBB", "– no evidence")]
    public void Says_letter_count_trend_and_band(string executions, string message) =>
        Badge.Of(CardOf(executions), RepositorySettings.Default, Records.Time("2026-11-14T15:00:00Z").AddDays(executions.Length == 1 ? 9 : 0)).Message.ShouldBe(message);

    [Fact]
    public void Few_executions_are_drawn_hollow()
    {
        Badge.Of(CardOf("PP"), RepositorySettings.Default, Now).Hollow.ShouldBeTrue();
        Badge.Of(CardOf("PPP"), RepositorySettings.Default, Now).Hollow.ShouldBeFalse();
        Badge.Of(ScoreBoard.Empty, RepositorySettings.Default).Hollow.ShouldBeTrue();
    }

    [Fact]
    public void Says_when_it_counts_as_Reliably_does() =>
        Badge.Of(CardOf("BBB"), RepositorySettings.Default with { ScoreProfile = ScoreProfile.Reliably }, Now).Message.ShouldBe("A 3/10 · reliably");

    [Fact]
    public void Is_a_small_picture_whatever_the_title() => Seeded.Each(300, random =>
    {
        var history = ExperimentHistory.Of(Slug.Parse("a"), [Records.Of(random.Pick(Enum.GetValues<Verdict>()), experiment: "a") with { Title = random.Nasty() }]);
        var root = XDocument.Parse(BadgeSvg.Draw(Badge.Of(ScoreCard.Of(history), RepositorySettings.Default, Now))).Root!;
        double.Parse(root.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(80, 260);
        root.Attribute("aria-label")!.Value.ShouldStartWith("resilience: ");
    });

    [Fact]
    public void Shields_can_draw_it_too()
    {
        var endpoint = (DataNode.Mapping)JsonReader.Parse(Badge.Of(CardOf("PPP"), RepositorySettings.Default, Now).ToEndpointJson());
        endpoint["schemaVersion"].ShouldBe(DataNode.Of(1));
        endpoint["label"].ShouldBe(DataNode.Of("resilience"));
        ((DataNode.Text)endpoint["color"]!).Value.ShouldMatch("^[0-9a-f]{6}$");
    }

    private static ScoreCard CardOf(string executions) => ScoreCard.Of(ScoreTests.HistoryOf(executions));
}
