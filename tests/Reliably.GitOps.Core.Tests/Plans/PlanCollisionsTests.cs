using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

public class PlanCollisionsTests
{
    [Theory]
    [InlineData("0 3 * * *", "forbid", "0 3 * * *", "forbid", "b")] // the second by name is refused
    [InlineData("0 3 * * *", "forbid", "@hourly", "queue", "")] // the first by name goes first; the other waits
    [InlineData("@hourly", "queue", "0 3 * * *", "forbid", "b")]
    [InlineData("@hourly", "queue", "30 3 * * *", "forbid", "")]
    [InlineData("@hourly", "queue", "*/30 3 * * *", "forbid", "")] // half of the time is not always
    [InlineData("0 3 * * 1", "queue", "@daily", "replace", "")]
    [InlineData("0 0 * * 1", "queue", "@daily", "replace", "a")]
    [InlineData("@daily", "replace", "@daily", "replace", "a")]
    [InlineData("@daily", "queue", "@daily", "queue", "")]
    public void Finds_plans_that_are_always_in_each_others_way(string first, string firstPolicy, string second, string secondPolicy, string hindered) =>
        Hindered(Plan(first, firstPolicy), Plan(second, secondPolicy)).ShouldBe(hindered);

    [Fact]
    public void Says_nothing_of_plans_that_are_suspended_or_have_jitter_or_another_group_or_zone()
    {
        var plan = Plan("0 3 * * *", "forbid");
        Hindered(plan + "suspend: true\n", plan).ShouldBe("");
        Hindered(plan.Replace("\" }", "\", jitter: 5m }", StringComparison.Ordinal), plan).ShouldBe("");
        Hindered(plan.Replace("group: g", "group: h", StringComparison.Ordinal), plan).ShouldBe("");
        Hindered(plan.Replace("\" }", "\", timezone: Asia/Tokyo }", StringComparison.Ordinal), plan).ShouldBe("");
    }

    private static string Plan(string pattern, string policy) =>
        $"experiments: [e]\nschedule: {{ type: cron, pattern: \"{pattern}\" }}\nconcurrency: {{ group: g, policy: {policy} }}\n";

    private static string Hindered(string a, string b)
    {
        var snapshot = new SnapshotBuilder().With("experiments/e.yaml", SnapshotBuilder.Experiment).With("plans/a.yaml", a).With("plans/b.yaml", b).Read();
        return string.Concat(snapshot.Diagnostics.Where(static one => one.Code == "RLY2414").Select(static one => one.Location.File["plans/".Length..^".yaml".Length]));
    }
}
