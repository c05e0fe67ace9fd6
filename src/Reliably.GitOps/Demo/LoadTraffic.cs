using System.Diagnostics;

namespace Reliably.GitOps.Demo;

/// <summary>Customers: real requests through the balancer, measured.</summary>
internal sealed class LoadTraffic(Balancer balancer)
{
    private const int AtOnce = 8;

    /// <summary>A steady stream: a request starts on every beat, whether or not the ones before have been answered.</summary>
    public async Task<LoadResult> StreamAsync(double seconds, int perSecond, CancellationToken stop)
    {
        var beats = Math.Max(1, (int)Math.Round(seconds * perSecond));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var requests = new List<Task<Sample>>(beats);
        for (var i = 0; i < beats; i++)
        {
            requests.Add(OneAsync(stop));
            await timer.WaitForNextTickAsync(stop);
        }

        return Measure(await Task.WhenAll(requests));
    }

    /// <summary>A burst of a few at a time, as fast as they are answered.</summary>
    public async Task<LoadResult> BurstAsync(int requests, CancellationToken stop)
    {
        var samples = new Sample[requests];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        await Parallel.ForAsync(0, requests, options, async (i, token) => samples[i] = await OneAsync(token));
        return Measure(samples);
    }

    private async Task<Sample> OneAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await balancer.GetAsync("/checkout", stop);
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, answer is { Status: < 500 });
    }

    private static LoadResult Measure(IReadOnlyCollection<Sample> samples)
    {
        var times = samples.Select(static sample => sample.Milliseconds).Order().ToArray();
        var good = samples.Count(static sample => sample.Answered);
        return new(samples.Count, good, samples.Count - good, Percentile(times, 50), Percentile(times, 95), Math.Round(times[^1], 1));
    }

    /// <summary>Nearest rank: the smallest time that this share of the requests did not exceed.</summary>
    private static double Percentile(double[] ordered, int percent) =>
        Math.Round(ordered[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * ordered.Length) - 1)], 1);

    private readonly record struct Sample(double Milliseconds, bool Answered);
}
