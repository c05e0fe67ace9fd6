using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

public class BlackoutWindowTests
{
    private const string Nights = "{ pattern: \"0 22 * * *\", for: 8h, timezone: Europe/Paris }";

    [Theory]
    [InlineData("2026-06-01T20:00Z", true)] // 22:00 in Paris
    [InlineData("2026-06-02T03:59Z", true)]
    [InlineData("2026-06-02T04:00Z", false)] // the end is not part of it
    [InlineData("2026-06-01T19:59Z", false)]
    public void Covers_its_times(string moment, bool covered) =>
        new BlackoutWindow.Recurring(CronPattern.Parse("0 22 * * *", "Europe/Paris"), TimeSpan.FromHours(8)).Covers(DateTimeOffset.Parse(moment)).ShouldBe(covered);

    [Theory]
    [InlineData("{ from: 2026-11-27T00:00, to: 2026-11-28T00:00 }", "{ from: 2026-11-27T23:00, to: 2026-11-29T00:00 }", true)]
    [InlineData("{ from: 2026-11-27T00:00, to: 2026-11-28T00:00 }", "{ from: 2026-11-28T00:00, to: 2026-11-29T00:00 }", false)]
    [InlineData("{ from: 2026-11-27T00:00, to: 2026-11-28T00:00 }", "{ from: 2026-11-28T00:00, to: 2026-11-29T00:00, timezone: Europe/Paris }", true)]
    [InlineData(Nights, "{ from: 2026-11-27T12:00, to: 2026-11-27T21:00, timezone: Europe/Paris }", false)]
    [InlineData(Nights, "{ from: 2026-11-27T12:00, to: 2026-11-27T23:00, timezone: Europe/Paris }", true)]
    [InlineData("{ from: 2026-11-27T05:00, to: 2026-11-27T06:00, timezone: Europe/Paris }", Nights, true)]
    [InlineData(Nights, "{ pattern: \"0 6 * * 1\", for: 2h, timezone: Europe/Paris }", false)]
    [InlineData(Nights, "{ pattern: \"0 5 * * 1\", for: 2h, timezone: Europe/Paris }", true)]
    [InlineData("{ pattern: \"0 5 * * 1\", for: 30m }", "{ pattern: \"0 5 * * 2\", for: 30m }", false)]
    public void Says_which_windows_overlap(string first, string second, bool overlap) =>
        Codes($"guardrails:\n  windows:\n  - {first}\n  - {second}\n").Contains("RLY2415").ShouldBe(overlap);

    [Theory]
    [InlineData("{ from: 2026-11-28T00:00, to: 2026-11-27T00:00 }", "RLY2107")]
    [InlineData("{ from: 2026-11-28T00:00 }", "RLY2102")]
    [InlineData("{ pattern: \"@daily\" }", "RLY2102")]
    [InlineData("{ pattern: \"@dayly\", for: 1h }", "RLY2404")]
    [InlineData("{ pattern: \"@daily\", for: 0s }", "RLY2107")]
    [InlineData("{ pattern: \"@daily\", for: 1h, from: 2026-11-28T00:00 }", "RLY2103")]
    [InlineData("{ from: 2026-02-30T00:00, to: 2026-11-27T00:00 }", "RLY2406")]
    [InlineData("{ from: 0001-01-01T00:00, to: 2026-11-27T00:00, timezone: Europe/Paris }", "RLY2406")]
    [InlineData("{ pattern: \"@daily\", for: 1h, timezone: Mars }", "RLY2405")]
    public void Refuses_a_window_that_is_none(string window, string code)
    {
        Codes($"guardrails: {{ windows: [{window}] }}\n").ShouldBe([code]);
        ServerCodes($"data: /d\nrepositories: []\nwindows: [{window}]\n").ShouldBe([code]);
    }

    [Fact]
    public void Refuses_more_windows_than_anybody_can_keep_in_mind() =>
        Codes("guardrails:\n  windows:\n" + string.Concat(Enumerable.Repeat("  - { pattern: \"@daily\", for: 1h }\n", 33))).ShouldBe(["RLY2107"]);

    [Theory]
    [InlineData("type: once, at: 2026-11-27T23:00, timezone: Europe/Paris", true)]
    [InlineData("type: once, at: 2026-11-27T21:00, timezone: Europe/Paris", false)]
    [InlineData("type: cron, pattern: \"30 3 * * *\", timezone: Europe/Paris", true)]
    [InlineData("type: cron, pattern: \"30 3,12 * * *\", timezone: Europe/Paris", false)]
    [InlineData("type: manual", false)]
    public void Says_of_a_plan_that_it_never_runs(string schedule, bool never)
    {
        var snapshot = new SnapshotBuilder().With("experiments/e.yaml", SnapshotBuilder.Experiment).With("reliably.yaml", $"guardrails: {{ windows: [{Nights}] }}\n")
            .With("plans/p.yaml", $"experiments: [e]\nschedule: {{ {schedule} }}\n").Read();
        snapshot.Diagnostics.Any(static one => one.Code == "RLY2417").ShouldBe(never);
    }

    private static string[] Codes(string settings) => [.. SnapshotReader.ReadAlone(new("reliably.yaml", Encoding.UTF8.GetBytes(settings)), DocumentKind.Settings).Select(static one => one.Code)];

    private static string[] ServerCodes(string text) => [.. SnapshotReader.ReadAlone(new("reliably-server.yaml", Encoding.UTF8.GetBytes(text)), DocumentKind.Server).Select(static one => one.Code)];
}
