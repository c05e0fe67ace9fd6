namespace Reliably.GitOps.Documents;

public class SnapshotReaderTests
{
    [Fact]
    public void One_bad_file_never_hides_another()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/a.yaml", "title: [")
            .With("experiments/b.yaml", "title: T\nmethod: []\n" + SnapshotBuilder.Hypothesis)
            .With("experiments/c.json", "{\"title\": \"T\",}")
            .With("experiments/good.yaml", SnapshotBuilder.Experiment)
            .With("plans/p.yaml", "experiments: [good]\nschedule: {type: manual}\n")
            .Read();
        snapshot.Brief().ShouldBe(["RLY1001 experiments/a.yaml:1:9", "RLY1102 experiments/b.yaml:1:1", "RLY1002 experiments/c.json:1:15"]);
        snapshot.Experiments.Keys.ShouldHaveSingleItem().Value.ShouldBe("good");
        snapshot.Plans.ShouldNotBeEmpty();
    }

    [Fact]
    public void All_mistakes_of_a_plan_are_found_at_once()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/replica-loss.yaml", SnapshotBuilder.Experiment)
            .With("plans/p.yaml", """
                experiments: [replica-los, experiments/replica-loss.yaml]
                shedule: {type: now}
                schedule: {type: cron, pattern: "0 25 * * *", timezone: Europe/Pari}
                environment: nowhere
                timeout: 20 minutes
                suspend: "yes"
                """)
            .Read();
        snapshot.Brief().ShouldBe(
        [
            "RLY2301 plans/p.yaml:1:15", "RLY2103 plans/p.yaml:2:1", "RLY2404 plans/p.yaml:3:36", "RLY2405 plans/p.yaml:3:57",
            "RLY2301 plans/p.yaml:4:14", "RLY2105 plans/p.yaml:5:10", "RLY2101 plans/p.yaml:6:10",
        ]);
        snapshot.Diagnostics[1].Hint.ShouldBe("Did you mean 'schedule'?");
    }

    [Fact]
    public void A_missing_reference_names_the_nearest()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/replica-loss.yaml", SnapshotBuilder.Experiment)
            .With("plans/p.yaml", "experiments: [replica-los]\nenvironment: nowhere\ndeployment: lokal\nschedule: {type: now}\n")
            .Read();
        snapshot.Brief().ShouldBe(["RLY2301 plans/p.yaml:1:15", "RLY2301 plans/p.yaml:2:14", "RLY2301 plans/p.yaml:3:13"]);
        snapshot.Diagnostics.Select(static diagnostic => diagnostic.Hint).ShouldBe(
            ["Did you mean 'replica-loss'?", "Nothing lies in environments/.", "Did you mean 'local'?"]);
        snapshot.Plans.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_mistakes_of_one_document_cause_elsewhere_is_only_a_warning()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/a.yaml", "title: [")
            .With("plans/p.yaml", "experiments: [a]\nschedule: {type: now}\n")
            .Read();
        snapshot.Brief().ShouldBe(["RLY1001 experiments/a.yaml:1:9", "RLY2305 plans/p.yaml:1:15"]);
        snapshot.Errors().Length.ShouldBe(1);
        snapshot.Plans.ShouldBeEmpty();
    }

    [Fact]
    public void Two_files_with_one_name_are_an_error_on_both()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/a.yaml", SnapshotBuilder.Experiment)
            .With("experiments/a.json", "{\"title\": \"T\", \"description\": \"D\", \"method\": [], \"steady-state-hypothesis\": {\"title\": \"H\"}}")
            .With("environments/Staging.yaml", "envvars: []")
            .With("environments/staging.yaml", "envvars: []")
            .With("experiments/e\u0301.yaml", SnapshotBuilder.Experiment)
            .With("experiments/\u00e9.yaml", SnapshotBuilder.Experiment)
            .Read();
        snapshot.Errors().Select(static one => one.Code).ShouldBe(["RLY2303", "RLY2303", "RLY2302", "RLY2302", "RLY2303", "RLY2303"]);
        snapshot.Experiments.ShouldBeEmpty();
        snapshot.Environments.ShouldBeEmpty();
    }

    [Fact]
    public void The_folder_of_plans_own_experiments_is_kept_for_them() =>
        new SnapshotBuilder().With("experiments/plan/a.yaml", SnapshotBuilder.Experiment).Read().Brief().ShouldBe(["RLY2304 experiments/plan/a.yaml"]);

    [Fact]
    public void Data_beside_experiments_is_told_once_a_folder()
    {
        var snapshot = new SnapshotBuilder()
            .With("experiments/data/a.json", "{\"rows\": 1}")
            .With("experiments/data/b.json", "{\"rows\": 2}")
            .With("experiments/a.yaml", SnapshotBuilder.Experiment)
            .Read();
        var finding = snapshot.Diagnostics.ShouldHaveSingleItem();
        (finding.Code, finding.Severity, finding.Location.File).ShouldBe(("RLY2306", Reliably.GitOps.Diagnostics.Severity.Info, "experiments/data/a.json"));
        finding.Message.ShouldStartWith("2 files of experiments/data/ here");
        snapshot.Experiments.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("include: [shop/**]", "shop/a shop/deep/b")]
    [InlineData("exclude: [shop]", "a")]
    [InlineData("exclude: [\"**/b.yaml\", a]", "shop/a")]
    [InlineData("include: [\"experiments/shop/*\"]", "shop/a")]
    public void Settings_narrow_which_experiments_count(string setting, string slugs) => new SnapshotBuilder()
        .With("reliably.yaml", "experiments: {" + setting + "}")
        .With("experiments/a.yaml", SnapshotBuilder.Experiment)
        .With("experiments/shop/a.yaml", SnapshotBuilder.Experiment)
        .With("experiments/shop/deep/b.yaml", SnapshotBuilder.Experiment)
        .Read().Experiments.Keys.Select(static slug => slug.Value).ShouldBe(slugs.Split(' '));

    [Fact]
    public void A_value_that_the_template_does_not_allow_is_found_where_it_stands()
    {
        const string template = """
            title: T
            description: D
            configuration:
              svc: {type: env, key: RELIABLY_PARAM_SVC}
              count: {type: env, key: RELIABLY_PARAM_COUNT, env_var_type: int, default: 1}
              mode: {type: env, key: RELIABLY_PARAM_MODE, default: soft}
            method: []
            extensions:
            - name: reliably
              parameters:
                svc: {required: true, pattern: "^[a-z]+$"}
                count: {min: 1, max: 5}
                mode: {choices: [soft, hard]}
            """;
        var snapshot = new SnapshotBuilder()
            .With("templates/t.yaml", template + "\n" + SnapshotBuilder.Hypothesis)
            .With("plans/a.yaml", "template: t\nwith:\n  svc: UPPER\n  count: 6\n  mode: hart\n  other: 1\nschedule: {type: now}\n")
            .With("plans/b.yaml", "template: t\nschedule: {type: now}\n")
            .With("plans/c.yaml", "template: t\nwith: {svc: a, count: \"2\"}\nschedule: {type: now}\n")
            .With("plans/good.yaml", "template: templates/t.yaml\nwith: {svc: a}\nschedule: {type: now}\n")
            .Read();
        snapshot.Brief().ShouldBe(
        [
            "RLY2504 plans/a.yaml:3:8", "RLY2506 plans/a.yaml:4:10", "RLY2505 plans/a.yaml:5:9", "RLY2501 plans/a.yaml:6:3",
            "RLY2502 plans/b.yaml:1:11", "RLY2503 plans/c.yaml:2:23",
        ]);
        snapshot.Plans.Keys.ShouldHaveSingleItem().Value.ShouldBe("good");
    }
}
