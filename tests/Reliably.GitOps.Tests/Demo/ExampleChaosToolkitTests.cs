using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Demo;

public class ExampleChaosToolkitTests
{
    [ChaosToolkitFact]
    public async Task Every_example_file_keeps_its_promise_under_the_real_Chaos_Toolkit_and_leaves_the_shop_as_it_was()
    {
        await using var shop = await ShopDriver.OpenAsync();
        foreach (var (slug, promised) in ExamplePromises.Verdicts)
        {
            var file = new[] { ".yaml", ".json" }.Select(extension => SourceTree.Of("example-repo", "experiments", slug + extension)).FirstOrDefault(File.Exists);
            if (file is null) continue; // made by a plan
            var journal = await ChaosToolkitDriver.RunAsync(file, shop.Variables);
            var decision = Verdicts.Decide(journal, VerdictCircumstances.None);
            decision.Verdict.ShouldBe(promised, $"{slug}: {decision.Reason}");
            (await shop.GetAsync("/health")).Json.GetProperty("status").GetString().ShouldBe("up", slug);
            (await shop.GetAsync("/incidents/open")).Status.ShouldBe(System.Net.HttpStatusCode.NotFound, slug);
        }
    }
}
