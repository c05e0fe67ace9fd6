namespace Reliably.GitOps.Webhooks;

/// <summary>Brings what a lane is about to its right state; throws where it cannot be done now.</summary>
/// <param name="lane">What is to be looked at.</param>
/// <param name="deliveries">What asked for it; none where nobody but the clock did.</param>
/// <param name="stop">Gives up.</param>
internal delegate Task LookAtLane(PullRequestLane lane, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken stop);

/// <summary>
/// Acts on what waits in the inbox: one lane for each pull request and one for each repository, in which the newest state wins. Fifty pushes in a
/// second are at most two looks, the last of them at the newest head. A delivery is done when a look that began after it has ended.
/// </summary>
/// <param name="inbox">Where deliveries wait.</param>
/// <param name="look">Looks.</param>
/// <param name="troubles">Told what could not be done, and what can be done again.</param>
/// <param name="clock">The clock.</param>
/// <param name="atOnce">Lanes that are worked on at a time.</param>
internal sealed class LaneWorker(WebhookInbox inbox, LookAtLane look, LaneTroubles troubles, TimeProvider clock, int atOnce = 4) : IDisposable
{
    /// <summary>After so many failures in a row a delivery is left for a redelivery, the catch-up or the next start.</summary>
    private const int MostTries = 6;

    /// <summary>Between the beginnings of two looks of a lane: what comes in a second is two looks, however short a look is.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<PullRequestLane, Lane> lanes = [];
    private readonly Dictionary<PullRequestLane, DateTimeOffset> began = [];
    private readonly SemaphoreSlim places = new(atOnce);
    private CancellationToken stopped;
    private CancellationToken patience;

    /// <summary>Works until it is stopped; then looks that have begun are left to end. What is not done stays in the inbox.</summary>
    /// <param name="stop">No look begins any more.</param>
    /// <param name="enough">Looks that have begun are given up; at once where none is given.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken? enough = null)
    {
        (stopped, patience) = (stop, enough ?? stop);
        try
        {
            while (await inbox.Waiting.WaitToReadAsync(stop)) GiveAll();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: the lanes end below.
        }

        Task[] left;
        lock (gate) left = [.. lanes.Values.Select(static lane => lane.Working)];
        await Task.WhenAll(left);
    }

    /// <summary>Asks for a look without a delivery.</summary>
    public void Ask(PullRequestLane lane)
    {
        lock (gate)
        {
            if (!stopped.IsCancellationRequested) Open(lane).IsAsked = true;
        }
    }

    public void Dispose() => places.Dispose();

    /// <summary>Everything that has come in goes to its lane.</summary>
    private void GiveAll()
    {
        lock (gate)
        {
            while (!stopped.IsCancellationRequested && inbox.Waiting.TryRead(out var delivery))
            {
                if (PullRequestLane.Of(delivery) is { } lane) Open(lane).Waiting.Add(delivery);
                else inbox.Finish(delivery.Id);
            }
        }
    }

    private Lane Open(PullRequestLane name)
    {
        if (lanes.TryGetValue(name, out var open)) return open;
        var lane = lanes[name] = new();
        lane.Working = Task.Run(() => WorkAsync(name, lane), CancellationToken.None);
        return lane;
    }

    private async Task WorkAsync(PullRequestLane name, Lane lane)
    {
        for (var tries = 0; ;)
        {
            if (!await WaitAsync(SinceLast(name)) || !await EnterAsync()) return;
            var taken = Take(name, lane);
            var failure = await LookAsync(name, taken);
            places.Release();
            if (stopped.IsCancellationRequested && failure is not null) return;
            if (failure is null)
            {
                tries = 0;
                troubles.Succeeded(name);
                foreach (var delivery in taken) inbox.Finish(delivery.Id);
            }
            else if (++tries < MostTries)
            {
                troubles.Failed(name, failure);
                PutBack(lane, taken);
                if (!await RestAsync(failure, tries)) return;
            }
            else
            {
                tries = 0;
                troubles.GivenUp(name, failure);
                foreach (var delivery in taken) inbox.Fail(delivery.Id);
            }

            if (Leave(name, lane)) return;
        }
    }

    private async Task<bool> EnterAsync()
    {
        try
        {
            await places.WaitAsync(stopped);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Exception?> LookAsync(PullRequestLane name, List<WebhookDelivery> taken)
    {
        try
        {
            await look(name, taken, patience);
            return null;
        }
        catch (Exception exception)
        {
            return exception; // said by whoever counts them
        }
    }

    /// <summary>What waits for the next look, also what came in this moment: a look costs more than to see whether there is more.</summary>
    private List<WebhookDelivery> Take(PullRequestLane name, Lane lane)
    {
        lock (gate)
        {
            GiveAll();
            began[name] = clock.GetUtcNow();
            var taken = lane.Waiting;
            (lane.Waiting, lane.IsAsked) = ([], false);
            return taken;
        }
    }

    private void PutBack(Lane lane, List<WebhookDelivery> taken)
    {
        lock (gate) (lane.Waiting, lane.IsAsked) = ([.. taken, .. lane.Waiting], true);
    }

    /// <summary>Whether nothing came meanwhile: then the lane is closed.</summary>
    private bool Leave(PullRequestLane name, Lane lane)
    {
        lock (gate) return lane is { IsAsked: false, Waiting.Count: 0 } && lanes.Remove(name);
    }

    /// <summary>How long it is until the next look of a lane may begin.</summary>
    private TimeSpan SinceLast(PullRequestLane name)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (old, _) in began.Where(one => now - one.Value >= Apart || one.Value > now).ToList()) began.Remove(old);
            return began.TryGetValue(name, out var last) ? last + Apart - now : TimeSpan.Zero;
        }
    }

    /// <summary>Waits as long as a limit lasts, else a little longer each time; false when it was stopped meanwhile.</summary>
    private Task<bool> RestAsync(Exception failure, int tries) =>
        WaitAsync(failure is GitHub.GitHubException { Until: { } until } ? until - clock.GetUtcNow() : FirstWait * Math.Pow(2, tries - 1));

    private async Task<bool> WaitAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stopped);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Lane
    {
        public List<WebhookDelivery> Waiting { get; set; } = [];

        /// <summary>Somebody asked without a delivery, or a look failed.</summary>
        public bool IsAsked { get; set; }

        public Task Working { get; set; } = Task.CompletedTask;
    }
}
