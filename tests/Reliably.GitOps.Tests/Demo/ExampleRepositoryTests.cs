using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Demo;

public class ExampleRepositoryTests
{
    private static string Folder => SourceTree.Of("example-repo");

    [Fact]
    public void Travels_with_the_program_file_by_file()
    {
        var here = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(static file => Path.GetRelativePath(Folder, file).Replace('\\', '/'), static file => File.ReadAllText(file));
        var travelled = ExampleRepository.Files().ToDictionary();
        travelled.Keys.Order().ShouldBe(here.Keys.Order());
        foreach (var (path, text) in here) travelled[path].ShouldBe(text, path);
    }

    [Fact]
    public async Task Its_environments_follow_the_shop_to_another_address()
    {
        var folder = Directory.CreateTempSubdirectory("shop with \"quotes\"-");
        var shop = await DemoSystem.StartAsync(new() { Port = 0, Folder = folder.FullName }, CancellationToken.None);
        var files = ExampleRepository.FilesFor(shop).ToDictionary();
        foreach (var name in new[] { "demo", "staging" })
        {
            files[$"environments/{name}.yaml"].ShouldContain($"value: \"http://127.0.0.1:{shop.Address.Port}\"");
            files[$"environments/{name}.yaml"].ShouldNotContain("7070");
        }

        files["README.md"].ShouldBe(ExampleRepository.Files().ToDictionary()["README.md"]);
        await shop.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Validates_clean() =>
        Snapshot().Diagnostics.Select(static found => $"{found.Location} {found.Code} {found.Message}").ShouldBeEmpty();

    [Fact]
    public void Holds_one_of_everything_that_a_repository_can_hold()
    {
        var snapshot = Snapshot();
        snapshot.Experiments.Keys.Select(static slug => slug.Value).ShouldBe(ExamplePromises.Verdicts.Keys, ignoreOrder: true);
        snapshot.Templates.Count.ShouldBeGreaterThanOrEqualTo(2);
        snapshot.Starters.Count.ShouldBeGreaterThanOrEqualTo(6);
        snapshot.Environments.Count.ShouldBe(2);
        snapshot.Environments.Values.Count(static environment => !environment.Secrets.IsEmpty).ShouldBe(1);
        snapshot.Deployments.ShouldNotBeEmpty();
        snapshot.Integrations.ShouldNotBeEmpty();
        snapshot.Plans.Values.Select(static plan => plan.Schedule.GetType()).Distinct()
            .ShouldBe([typeof(Schedule.Now), typeof(Schedule.Once), typeof(Schedule.Cron), typeof(Schedule.Change), typeof(Schedule.Manual)], ignoreOrder: true);
        snapshot.Settings.RunAtFirstContact.ShouldBeTrue();
    }

    [Fact]
    public void Its_plans_are_guarded_and_none_is_stopped_for_what_it_does_on_purpose()
    {
        var plans = Snapshot().Plans.ToDictionary(static plan => plan.Key.Value, static plan => plan.Value.Integrations.Select(static one => one.Value).ToList());
        plans.Where(static plan => plan.Value.Contains("shop-is-calm")).Select(static plan => plan.Key)
            .ShouldBe(["after-a-change", "every-two-minutes", "on-demand", "slightly-slow-replica", "weekday-nights", "welcome"], ignoreOrder: true);
        plans.Where(static plan => plan.Value.Contains("customers-can-buy")).Select(static plan => plan.Key)
            .ShouldBe(["every-two-minutes", "slightly-slow-replica", "weekday-nights"], ignoreOrder: true);
    }

    [Fact]
    public void Its_first_round_runs_every_experiment()
    {
        var snapshot = Snapshot();
        snapshot.Plans.Values.Where(static plan => plan.Schedule is Schedule.Now or Schedule.Change).SelectMany(static plan => plan.Experiments).Distinct()
            .ShouldBe(snapshot.Experiments.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Every_experiment_says_what_it_is_for_and_cleans_up()
    {
        foreach (var (slug, document) in Snapshot().Experiments)
        {
            var experiment = document.Experiment;
            experiment.Description.Length.ShouldBeGreaterThan(40, slug.Value);
            experiment.Tags.ShouldNotBeEmpty(slug.Value);
            experiment.Source["contributions"].ShouldNotBeNull(slug.Value);
            experiment.Hypothesis.ShouldNotBeNull(slug.Value);
            experiment.Rollbacks.ShouldNotBeEmpty(slug.Value);
            experiment.RollbackStrategy.ShouldBe("always", slug.Value);
            experiment.Activities.ShouldAllBe(static activity => activity.Provider!.Source.Has("timeout"), slug.Value);
        }
    }

    [Fact]
    public void The_experiment_made_from_a_template_is_what_the_template_makes()
    {
        var snapshot = Snapshot();
        var instance = snapshot.Experiments[Slug.Parse("checkout/lose-b-gracefully")].Experiment.Source;
        var values = DocumentCursor.Root("values", DataNode.Mapping.Create(("replica", DataNode.Of("b")), ("how", DataNode.Of("stop"))));
        var made = TemplateExpander.Expand(snapshot.Templates[Slug.Parse("lose-a-replica")], values).Experiment!;
        JsonWriter.Indented(instance).ShouldBe(JsonWriter.Indented(made.With("title", instance["title"]!).With("description", instance["description"]!)));
    }

    private static RepositorySnapshot Snapshot() =>
        SnapshotReader.Read(ExampleRepository.Files().Select(static file => new RepositoryFile(file.Key, Encoding.UTF8.GetBytes(file.Value))), null);
}
