using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

public class SuggestionTests
{
    [Fact]
    public void A_misspelt_reference_is_a_word_for_another()
    {
        var one = Only(new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).Change("plans/p.yaml", "title: P\nexperiments:\n- \"kil\" # why\nschedule: {type: manual}\n"));
        (one.Code, one.FirstLine, one.LastLine, one.IsInDiff).ShouldBe(("RLY2301", 3, 3, true));
        one.Replacement.ShouldBe("- \"kill\" # why");
        one.Body.ShouldEndWith("```suggestion\n- \"kill\" # why\n```\n");
    }

    [Fact]
    public void A_missing_timeout_goes_into_its_provider()
    {
        var one = Only(new ChangeBuilder().Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("/kill\", timeout: 3", "/kill\"", StringComparison.Ordinal)));
        one.Code.ShouldBe("RLY2803");
        one.Replacement.ShouldBe("- { type: action, name: kill, provider: { type: http, method: POST, url: \"http://shop.example.com/kill\", timeout: 30 } }");
    }

    [Fact]
    public void A_missing_hypothesis_is_what_the_method_asks_already()
    {
        var text = ChangeBuilder.Experiment[..ChangeBuilder.Experiment.IndexOf("steady-state", StringComparison.Ordinal)] + ChangeBuilder.Experiment[ChangeBuilder.Experiment.IndexOf("method:", StringComparison.Ordinal)..];
        var one = Only(new ChangeBuilder().Change("experiments/kill.yaml", text));
        one.Code.ShouldBe("RLY2801");
        one.Replacement.ShouldContain("steady-state-hypothesis:\n  title: It answers\n  probes:\n");
        one.Replacement.ShouldContain("tolerance: 200");
    }

    [Fact]
    public void A_missing_rollback_is_the_one_that_the_starter_names_with_the_actions_own_arguments()
    {
        var one = Only(new ChangeBuilder().Change("experiments/cordon.yaml", ChangeBuilder.Experiment
            .Replace("{ type: http, method: POST, url: \"http://shop.example.com/kill\", timeout: 3 }", "{ type: python, module: chaosk8s.node.actions, func: cordon_node, arguments: { name: worker-7 } }", StringComparison.Ordinal)
            .Replace("rollbacks:\n- { type: action, name: start, provider: { type: http, method: POST, url: \"http://shop.example.com/start\", timeout: 3 } }", "rollbacks: []", StringComparison.Ordinal)));
        one.Code.ShouldBe("RLY2802");
        one.Replacement.ShouldContain("uncordon_node");
        one.Replacement.ShouldContain("worker-7");
    }

    [Fact]
    public void A_fix_outside_the_lines_that_a_forge_shows_is_a_patch()
    {
        var input = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).Change("plans/p.yaml", "title: P\nexperiments: [kil]\nschedule: {type: manual}\n").ToInput();
        var review = Review.Decide(input with { Hunks = new Dictionary<string, System.Collections.Immutable.ImmutableArray<DiffHunk>> { ["plans/p.yaml"] = [new(1, 1, 3, 1)] } });
        review.Suggestions.ShouldHaveSingleItem().IsInDiff.ShouldBeFalse();
        review.Comment.Body.ShouldContain("--- a/plans/p.yaml\n+++ b/plans/p.yaml\n@@ -1,3 +1,3 @@\n title: P\n-experiments: [kil]\n+experiments: [kill]\n schedule: {type: manual}\n");
    }

    [Fact]
    public void The_same_fix_has_the_same_mark_and_another_has_another()
    {
        var shop = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment);
        var one = Only(shop.Change("plans/p.yaml", "title: P\nexperiments: [kil]\nschedule: {type: manual}\n"));
        Only(shop.Change("plans/p.yaml", "# more\ntitle: P\nexperiments: [kil]\nschedule: {type: manual}\n")).Hash.ShouldBe(one.Hash);
        Only(shop.Change("plans/p.yaml", "title: P\nexperiments: [klil]\nschedule: {type: manual}\n")).Hash.ShouldNotBe(one.Hash);
    }

    [Fact]
    public void Ten_at_most()
    {
        var change = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment);
        for (var i = 0; i < 15; i++) change.Change($"plans/{i}.yaml", "title: P\nexperiments: [kil]\nschedule: {type: manual}\n");
        change.Review().Suggestions.Length.ShouldBe(Suggestion.Most);
    }

    [Fact]
    public void What_would_break_something_else_is_not_suggested()
    {
        var review = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).With("experiments/broken.yaml", "title: [\n").Change("plans/p.yaml", "title: P\nexperiments: [brokn]\nschedule: {type: manual}\n").Review();
        review.Findings.ShouldContain(static one => one.Code == "RLY2301");
        review.Suggestions.ShouldBeEmpty();
    }

    private static Suggestion Only(ChangeBuilder change) => change.Review().Suggestions.ShouldHaveSingleItem();
}
