using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

public class IgnoredFindingsTests
{
    private const string Silent = "title: T\ndescription: D\nmethod: [{type: action, name: a, provider: {type: http, url: 'http://shop/', timeout: 5}}]\n";

    [Fact]
    public void Turns_a_finding_off_everywhere() =>
        Read("validation: {ignore: [{code: RLY2801}]}").Diagnostics.ShouldBeEmpty();

    [Theory]
    [InlineData("experiments/legacy/**")]
    [InlineData("experiments/legacy")]
    [InlineData("experiments/*/a.yaml")]
    public void Turns_a_finding_off_where_it_is_told(string path) =>
        Read($"validation: {{ignore: [{{code: RLY2801, paths: ['{path}']}}]}}").Brief().ShouldBe(["RLY2801 experiments/b.yaml:1:1"]);

    [Fact]
    public void Leaves_other_codes_alone() => Read("validation: {ignore: [{code: RLY2803}]}").Diagnostics.Length.ShouldBe(2);

    [Fact]
    public void An_experiment_whose_only_error_is_turned_off_can_be_planned()
    {
        const string leak = Silent + "tags: [\"ghp_q7Rt9zKp2LxWv4Nc8Bd3Hs6Yj1Mf5GaE" + "J012\"]\n";
        var builder = new SnapshotBuilder().With("experiments/a.yaml", leak).With("plans/p.yaml", "experiments: [a]\nschedule: {type: now}\n");
        builder.Read().Plans.ShouldBeEmpty();
        var snapshot = builder.With("reliably.yaml", "validation: {ignore: [{code: RLY2601, paths: [experiments/a.yaml]}, {code: RLY2801}]}").Read();
        snapshot.Diagnostics.ShouldBeEmpty();
        snapshot.Plans.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_turned_off_and_on_again_is_taken_on_from_the_snapshot_before()
    {
        const string leak = Silent + "tags: [\"ghp_q7Rt9zKp2LxWv4Nc8Bd3Hs6Yj1Mf5GaE" + "J012\"]\n";
        RepositoryFile[] files = [File("experiments/a.yaml", leak), File("plans/p.yaml", "experiments: [a]\nschedule: {type: now}\n")];
        RepositoryFile[] ignoring = [.. files, File("reliably.yaml", "validation: {ignore: [{code: RLY2601, paths: [experiments]}]}")];
        var before = SnapshotReader.Read(files, null);
        var ignored = SnapshotReader.Read(ignoring, null, before);
        ignored.Plans.ShouldHaveSingleItem();
        ignored.Brief().ShouldBe(["RLY2801 experiments/a.yaml:1:1"]);
        var after = SnapshotReader.Read(files, null, ignored);
        after.Plans.ShouldBeEmpty();
        after.Brief().ShouldBe(before.Brief());
    }

    [Fact]
    public void A_mistake_in_the_list_does_not_lose_the_rest_of_it()
    {
        var snapshot = Read("validation: {ignore: [{code: RLY9999}, {code: RLY2801}, {paths: [a]}, {code: RLY2803, path: a}]}");
        snapshot.Diagnostics.Select(static one => one.Code).ShouldBe(["RLY2810", "RLY2102", "RLY2103"]);
    }

    private static RepositoryFile File(string path, string text) => new(path, System.Text.Encoding.UTF8.GetBytes(text));

    private static RepositorySnapshot Read(string settings) => new SnapshotBuilder()
        .With("reliably.yaml", settings).With("experiments/legacy/a.yaml", Silent).With("experiments/b.yaml", Silent).Read();
}
