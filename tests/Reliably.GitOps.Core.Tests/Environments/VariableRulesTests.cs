using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Environments;

public class VariableRulesTests
{
    private const string Experiment = SnapshotBuilder.Experiment + """
        configuration:
          shop: {type: env, key: SHOP_URL}
          path: {type: env, key: PATH}
          delay: {type: env, key: DELAY, default: 3}
          nothing: {type: env, key: NOTHING, default: null}
        secrets: {shop: {token: {type: env, key: TOKEN, default: x}}}
        """;

    [Theory]
    [InlineData("", "SHOP_URL, TOKEN")]
    [InlineData("envvars: [{var_name: SHOP_URL, value: x}]\n", "TOKEN")]
    [InlineData("envvars: [{var_name: SHOP_URL, value: x}]\nsecrets: [{key: t, var_name: TOKEN, from: {env: A}}]\n", null)]
    [InlineData("secrets: [{key: t, path: TOKEN, from: {env: A}}]\n", "SHOP_URL, TOKEN")]
    public void Names_the_variables_that_an_environment_does_not_give(string environment, string? missing)
    {
        var found = Found("environment: staging\n", environment + "title: T\n");
        if (missing is null) found.ShouldBeNull();
        else found.ShouldBe($"/environment The experiment 'e' needs {missing} from its environment, and 'staging' does not give {(missing.Contains(',', StringComparison.Ordinal) ? "them" : "it")}: under the service it would fail.");
    }

    [Fact]
    public void Points_at_the_experiment_where_the_plan_names_no_environment() => Found("", "title: T\n")!.ShouldStartWith("/experiments/0 The experiment 'e' needs SHOP_URL, TOKEN");

    [Fact]
    public void Says_nothing_of_what_runs_as_a_workflow_elsewhere() => Found("deployment: elsewhere\n", "title: T\n").ShouldBeNull();

    private static string? Found(string plan, string environment) => new SnapshotBuilder()
        .With("experiments/e.yaml", Experiment)
        .With("environments/staging.yaml", environment)
        .With("deployments/elsewhere.yaml", "type: github\nworkflow: chaos.yml\n")
        .With("plans/p.yaml", "experiments: [e]\nschedule: {type: manual}\n" + plan)
        .Read().Diagnostics.Where(static one => one.Code == "RLY2312").Select(static one => one.Pointer + " " + one.Message).SingleOrDefault();
}
