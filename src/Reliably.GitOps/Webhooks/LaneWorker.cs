namespace Reliably.GitOps.Webhooks;

/// <summary>
/// Acts on what waits in the inbox: one lane for each pull request, in which the newest state wins. Fifty pushes in a second are at most two looks,
/// the last of them at the newest head. A delivery is done when a look that began after it has ended.
/// </summary>
/// <param name="inbox">Where deliveries wait.</param>
/// <param name="look">Brings a pull request to its right state; throws where it cannot be done now.</param>
/// <param name="report">Told, in a sentence, what could not be done.</param>
/// <param name="clock">The clock.</param>
/// <param name="atOnce">Lanes that are worked on at a time.</param>
internal sealed class LaneWorker(WebhookInbox inbox, Func<PullRequestLane, CancellationToken, Task> look, Action<string> report, TimeProvider clock, int atOnce = 4) : IDisposable
{
    /// <summary>After so many failures in a row a delivery is left for a redelivery, the catch-up or the next start.</summary>
    private const int MostTries = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<PullRequestLane, List<string>> waiting = [];
    private readonly Dictionary<PullRequestLane, Task> working = [];
    private readonly SemaphoreSlim places = new(atOnce);

    /// <summary>Works until it is stopped; then looks that have begun are left to end. What is not done stays in the inbox.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (await inbox.Waiting.WaitToReadAsync(stop)) GiveAll(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: the lanes end below.
        }

        Task[] left;
        lock (gate) left = [.. working.Values];
        await Task.WhenAll(left);
    }

    public void Dispose() => places.Dispose();

    /// <summary>Everything that has come in goes to its lane.</summary>
    private void GiveAll(CancellationToken stop)
    {
        lock (gate)
        {
            while (!stop.IsCancellationRequested && inbox.Waiting.TryRead(out var delivery)) Give(delivery, stop);
        }
    }

    private void Give(WebhookDelivery delivery, CancellationToken stop)
    {
        if (PullRequestLane.Of(delivery) is not { } lane)
        {
            inbox.Finish(delivery.Id);
            return;
        }

        if (waiting.TryGetValue(lane, out var ids))
        {
            ids.Add(delivery.Id);
            return;
        }

        waiting[lane] = [delivery.Id];
        working[lane] = Task.Run(() => WorkAsync(lane, stop), CancellationToken.None);
    }

    private async Task WorkAsync(PullRequestLane lane, CancellationToken stop)
    {
        for (var tries = 0; ;)
        {
            if (!await EnterAsync(stop)) return;
            var taken = Take(lane, stop);
            var failure = await LookAsync(lane, stop);
            places.Release();
            if (stop.IsCancellationRequested && failure is not null) return;
            if (failure is null)
            {
                tries = 0;
                taken.ForEach(inbox.Finish);
            }
            else if (++tries < MostTries)
            {
                PutBack(lane, taken);
                if (!await RestAsync(failure, tries, stop)) return;
            }
            else
            {
                tries = 0;
                GiveUp(lane, taken, failure);
            }

            if (Leave(lane)) return;
        }
    }

    private async Task<bool> EnterAsync(CancellationToken stop)
    {
        try
        {
            await places.WaitAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Exception?> LookAsync(PullRequestLane lane, CancellationToken stop)
    {
        try
        {
            await look(lane, stop);
            return null;
        }
        catch (Exception exception)
        {
            return exception; // said by GiveUp, or gone after the next try
        }
    }

    /// <summary>What waits for the next look, also what came in this moment: a look costs more than to see whether there is more.</summary>
    private List<string> Take(PullRequestLane lane, CancellationToken stop)
    {
        lock (gate)
        {
            GiveAll(stop);
            var taken = waiting[lane];
            waiting[lane] = [];
            return taken;
        }
    }

    private void PutBack(PullRequestLane lane, List<string> taken)
    {
        lock (gate) waiting[lane].AddRange(taken);
    }

    /// <summary>Whether nothing came meanwhile: then the lane is closed.</summary>
    private bool Leave(PullRequestLane lane)
    {
        lock (gate)
        {
            if (waiting[lane].Count > 0) return false;
            waiting.Remove(lane);
            working.Remove(lane);
            return true;
        }
    }

    private void GiveUp(PullRequestLane lane, List<string> taken, Exception failure)
    {
        report($"Pull request {lane.Repository}#{lane.Number} could not be reviewed: {failure.Message} A push, a redelivery or the next round tries again.");
        foreach (var id in taken) inbox.Fail(id);
    }

    /// <summary>Waits as long as a limit lasts, else a little longer each time; false when it was stopped meanwhile.</summary>
    private async Task<bool> RestAsync(Exception failure, int tries, CancellationToken stop)
    {
        var wait = failure is GitHub.GitHubException { Until: { } until } ? until - clock.GetUtcNow() : FirstWait * Math.Pow(2, tries - 1);
        try
        {
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
