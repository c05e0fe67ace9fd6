using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Stands at the proxy and takes the time from a pull request's delivery to the write that ends its check.</summary>
internal sealed class DeliveryWatch
{
    private readonly Lock gate = new();
    private readonly List<(DateTime Began, DateTime Ended)> requests = [];
    private TaskCompletionSource<DateTime> done = New();
    private DateTime? delivered;

    public DeliveryWatch(FaultProxy proxy, Func<KeptDelivery, Task<int>> send)
    {
        proxy.Deliver = delivery =>
        {
            if (delivery.Event == "pull_request")
            {
                lock (gate) delivered ??= DateTime.UtcNow;
            }

            return send(delivery);
        };
        proxy.Ended = Ended;
    }

    /// <summary>Milliseconds from the next delivery to the end of its check, and how many of them no request was under way.</summary>
    public async Task<(double Total, double Ours)> NextAsync()
    {
        var ended = await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        lock (gate)
        {
            var began = delivered!.Value;
            var under = 0.0;
            var upTo = began;
            foreach (var (from, to) in requests.Where(one => one.Ended > began && one.Began < ended).OrderBy(static one => one.Began))
            {
                var start = from > upTo ? from : upTo;
                if (to <= start) continue;
                under += ((to < ended ? to : ended) - start).TotalMilliseconds;
                upTo = to;
            }

            requests.Clear();
            delivered = null;
            done = New();
            return ((ended - began).TotalMilliseconds, (ended - began).TotalMilliseconds - under);
        }
    }

    private static TaskCompletionSource<DateTime> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Ended(ProxiedRequest request, DateTime began)
    {
        lock (gate)
        {
            var now = DateTime.UtcNow;
            requests.Add((began, now));
            if (request.Path.Contains("/check-runs", StringComparison.Ordinal) && request.IsWrite && request.Body.Contains("\"completed\"", StringComparison.Ordinal)) done.TrySetResult(now);
        }
    }
}
