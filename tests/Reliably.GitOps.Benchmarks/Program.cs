using Reliably.GitOps.Benchmarks;

string[] known = ["validate", "run", "publish", "idle", "validate-many", "fuzz", "engine", "review"];
var wanted = args.Length == 0 ? known : args;
if (wanted.Except(known).ToArray() is [var unknown, ..])
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}': {string.Join(", ", known)}.");
    return 64;
}

var build = await PublishedBuild.CreateAsync();
Console.WriteLine(Figures.Header);
foreach (var benchmark in wanted)
{
    await (benchmark switch
    {
        "validate" => ValidateBenchmark.RunAsync(build),
        "run" => RunBenchmark.RunAsync(build),
        "publish" => PublishBenchmark.RunAsync(),
        "validate-many" => ValidateManyBenchmark.RunAsync(build),
        "engine" => EngineBenchmark.RunAsync(),
        "fuzz" => FuzzBenchmark.RunAsync(build),
        "review" => Task.Run(ReviewBenchmark.Run),
        _ => IdleBenchmark.RunAsync(build),
    });
}

return 0;
