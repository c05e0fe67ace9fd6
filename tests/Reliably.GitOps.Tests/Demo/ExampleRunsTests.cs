using System.Net;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Xunit.Abstractions;

namespace Reliably.GitOps.Demo;

[Collection(AloneCollection.Name)]
public sealed class ExampleRunsTests(ITestOutputHelper said) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("example-runs-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_example_keeps_its_promise_with_our_own_engine_and_leaves_the_shop_as_it_was()
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

    /// <summary>Every experiment as a runner is given it, also the one that a plan makes from a template.</summary>
    private IEnumerable<(string Slug, string Path)> Files()
    {
        var snapshot = SnapshotReader.Read(ExampleRepository.Files().Select(static file => new RepositoryFile(file.Key, Encoding.UTF8.GetBytes(file.Value))), null);
        foreach (var (slug, document) in snapshot.Experiments)
        {
            var path = Path.Combine(folder.FullName, slug.Value.Replace('/', '-') + document.Extension);
            File.WriteAllBytes(path, document.Content.ToArray());
            yield return (slug.Value, path);
        }
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
