using System.Net;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Xunit.Abstractions;

namespace Reliably.GitOps.Demo;

[Collection(AloneCollection.Name)]
public class ExampleRunsTests(ITestOutputHelper said)
{
    [Fact]
    public async Task Every_example_file_keeps_its_promise_with_our_own_engine_and_leaves_the_shop_as_it_was()
    {
        await using var shop = await ShopDriver.OpenAsync();
        foreach (var (slug, path) in Files())
        {
            var run = await RunAsync(path, shop);
            run.Record.Verdict.ShouldBe(ExamplePromises.Verdicts[slug], $"{slug}: {run.Record.VerdictReason}");
            await ShouldBeAsItWasAsync(shop, slug);
        }
    }

    [ChaosToolkitFact]
    public async Task Both_engines_write_journals_that_agree()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var activities = 0;
        foreach (var (slug, path) in Files())
        {
            var theirs = await ChaosToolkitDriver.RunAsync(path, shop.Variables);
            await ShouldBeAsItWasAsync(shop, slug);
            var ours = Journal.TryParse((await RunAsync(path, shop)).JournalText!)!;
            JournalOutline.Of(ours).ShouldBe(JournalOutline.Of(theirs), slug);
            Verdicts.Decide(theirs, VerdictCircumstances.None).Verdict.ShouldBe(ExamplePromises.Verdicts[slug], slug);
            activities += ours.Run.Length + ours.Rollbacks.Length;
        }

        said.WriteLine($"{Files().Count()} experiments with {activities} activities in methods and rollbacks agree.");
    }

    private static IEnumerable<(string Slug, string Path)> Files()
    {
        var folder = SourceTree.Of("example-repo", "experiments");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'), file));
    }

    private static async Task<ExecutedRun> RunAsync(string path, ShopDriver shop)
    {
        using var driver = new ExecutionDriver();
        foreach (var (name, value) in shop.Variables) driver.Variables[name] = value;
        return await driver.RunAsync(path, await File.ReadAllTextAsync(path));
    }

    private static async Task ShouldBeAsItWasAsync(ShopDriver shop, string slug)
    {
        var health = (await shop.GetAsync("/health")).Json;
        health.GetProperty("status").GetString().ShouldBe("up", slug);
        health.GetProperty("replicas").EnumerateArray().Select(static replica => replica.GetProperty("slow_ms").GetInt32()).ShouldAllBe(static slow => slow == 0, slug);
        (await shop.GetAsync("/incidents/open")).Status.ShouldBe(HttpStatusCode.NotFound, slug);
    }
}
