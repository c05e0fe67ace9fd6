using Reliably.GitOps.Benchmarks;

string[] known = ["validate", "run", "publish", "idle"];
var wanted = args.Length == 0 ? known : args;
if (wanted.Except(known).ToArray() is [var unknown, ..])
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}': validate, run, publish, idle.");
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
        _ => IdleBenchmark.RunAsync(build),
    });
}

return 0;
