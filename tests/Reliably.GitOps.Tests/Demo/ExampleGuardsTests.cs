using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Demo;

/// <summary>The guards of the example, asked about a real shop.</summary>
[Collection(AloneCollection.Name)]
public sealed class ExampleGuardsTests : IDisposable
{
    private const int Ended = 2;
    private const int Refused = 3;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_experiment_begins_while_the_shop_is_not_calm()
    {
        await using var shop = await OpenAsync();
        await shop.PostAsync("/incidents?title=Cold%20coffee");
        var refused = await RunAsync(shop, "checkout/replica-loss", "shop-is-calm");
        refused.ExitCode.ShouldBe(Refused, refused.Error);
        refused.Error.ShouldContain("an incident is open: Cold coffee");
        (await shop.ReplicasAsync()).Length.ShouldBe(2);
        await shop.PostAsync("/incidents/close");
        (await RunAsync(shop, "checkout/replica-loss", "shop-is-calm")).ExitCode.ShouldBe(ExitCodes.Ok);
    }

    [Theory]
    [InlineData("/replicas/a/slow?ms=300", "replica a is slow")]
    [InlineData("/replicas/b/stop", "replica b is down")]
    public async Task The_shop_says_why_it_is_not_calm(string change, string reason)
    {
        await using var shop = await OpenAsync();
        (await shop.GetAsync("/calm")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        await shop.PostAsync(change);
        var calm = (await shop.GetAsync("/calm")).Json;
        calm.GetProperty("ok").GetBoolean().ShouldBeFalse();
        calm.GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task An_experiment_that_closes_the_shop_is_stopped_and_the_shop_opened_again()
    {
        await using var shop = await OpenAsync();
        var text = Experiment("checkout/total-outage").Replace("pauses: { after: 0.3 }", "pauses: { after: 60 }", StringComparison.Ordinal);
        text.ShouldContain("after: 60");
        folder.Write("experiments/checkout/total-outage.yaml", text);
        var run = await RunAsync(shop, "checkout/total-outage", "customers-can-buy");
        run.ExitCode.ShouldBe(Ended, run.Error);
        run.Output.ShouldContain("halted: The safeguard 'Customers can buy' stopped the run");
        (await shop.GetAsync("/calm")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue(run.Error);
    }

    private static string Experiment(string slug) => ExampleRepository.Files().Single(file => file.Key == $"experiments/{slug}.yaml").Value;

    private async Task<ShopDriver> OpenAsync()
    {
        foreach (var (path, text) in ExampleRepository.Files()) folder.Write(path, text);
        return await ShopDriver.OpenAsync();
    }

    private async Task<ReliablyRun> RunAsync(ShopDriver shop, string slug, string guard)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var variables = new Dictionary<string, string>(Terminal.OfProcess().Variables);
        foreach (var (name, value) in shop.Variables) variables[name] = value;
        var terminal = new Terminal { Output = output, Error = error, WorkingFolder = folder.Path, Variables = variables };
        var code = await GitOpsApp.RunAsync(["run", $"experiments/{slug}.yaml", "--runner", "native", "--integration", guard], terminal);
        return new(code, output.ToString(), error.ToString());
    }
}
