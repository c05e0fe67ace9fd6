using Reliably.GitOps.Benchmarks;

string[] known = ["validate", "run", "publish", "idle", "validate-many", "fuzz", "mask", "engine", "review", "webhooks", "delivery"];
var wanted = args.Length == 0 ? known : args;
if (wanted.Except(known).ToArray() is [var unknown, ..])
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}': {string.Join(", ", known)}.");
    return 64;
}

var published = new Lazy<Task<PublishedBuild>>(PublishedBuild.CreateAsync);
Console.WriteLine(Figures.Header);
foreach (var benchmark in wanted)
{
    await (benchmark switch
    {
        "validate" => ValidateBenchmark.RunAsync(await published.Value),
        "run" => RunBenchmark.RunAsync(await published.Value),
        "publish" => PublishBenchmark.RunAsync(),
        "validate-many" => ValidateManyBenchmark.RunAsync(await published.Value),
        "engine" => EngineBenchmark.RunAsync(),
        "fuzz" => FuzzBenchmark.RunAsync(await published.Value),
        "review" => Task.Run(ReviewBenchmark.Run),
        "webhooks" => WebhookBenchmark.RunAsync(await published.Value),
        "delivery" => DeliveryBenchmark.RunAsync(await published.Value),
        "mask" => MaskBenchmark.RunAsync(),
        _ => IdleBenchmark.RunAsync(await published.Value),
    });
}

return 0;
