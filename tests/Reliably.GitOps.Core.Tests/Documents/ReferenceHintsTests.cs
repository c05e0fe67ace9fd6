namespace Reliably.GitOps.Documents;

public class ReferenceHintsTests
{
    [Theory]
    [InlineData("experiments: [replica-loss]", "Did you mean 'checkout/replica-loss'?")]
    [InlineData("experiments: [checkout/replica-los]", "Did you mean 'checkout/replica-loss'?")]
    [InlineData("experiments: [checkout/replica-loss.yml]", "Did you mean 'checkout/replica-loss'?")]
    [InlineData("experiments: [experiments/checkout/replica-loss]", "Did you mean 'checkout/replica-loss'?")]
    [InlineData("experiments: [slow]", "templates/slow.yaml is a template: write 'template: slow', and its values under 'with:'.")]
    [InlineData("template: checkout/replica-loss", "experiments/checkout/replica-loss.yaml is an experiment: write 'experiments: [checkout/replica-loss]'.")]
    [InlineData("experiments: [checkout/data]", "experiments/checkout/data.yaml is no experiment: it has no title, no method and no steady-state-hypothesis.")]
    [InlineData("experiments: [zzz]", "It would be the file experiments/zzz.yaml.")]
    [InlineData("experiments: [checkout/replica-loss]\nenvironment: on-call", "integrations/on-call.yaml is an integration.")]
    [InlineData("experiments: [checkout/replica-loss]\ndeployment: locall", "Did you mean 'local'?")]
    public void Says_what_was_meant(string names, string hint)
    {
        var found = Repository().With("plans/p.yaml", names + "\nschedule: {type: manual}\n").Read().Diagnostics;
        found.Where(static one => one.Code == "RLY2301").ShouldHaveSingleItem().Hint.ShouldBe(hint);
    }

    [Fact]
    public void Follows_names_anew_when_the_settings_take_an_experiment_in()
    {
        var builder = Repository().With("plans/p.yaml", "experiments: [checkout/replica-loss]\nschedule: {type: manual}\n");
        var before = builder.Read();
        before.Plans.Count.ShouldBe(1);
        var without = SnapshotReader.Read(builder.Files.Append(new("reliably.yaml", "experiments: {exclude: [checkout]}"u8.ToArray())), null, before);
        without.Diagnostics.Select(static one => one.Code).ShouldContain("RLY2309");
        SnapshotReader.Read(builder.Files, null, without).Diagnostics.ShouldBe(before.Diagnostics);
    }

    private static SnapshotBuilder Repository() => new SnapshotBuilder()
        .With("experiments/checkout/replica-loss.yaml", SnapshotBuilder.Experiment)
        .With("experiments/checkout/data.yaml", "rows: 1\n")
        .With("templates/slow.yaml", SnapshotBuilder.Experiment)
        .With("integrations/on-call.yaml", "type: slack\nchannel: '#c'\n");
}
