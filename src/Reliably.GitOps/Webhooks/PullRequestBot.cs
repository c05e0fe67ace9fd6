using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// Looks after the pull requests of the watched repositories on GitHub: takes deliveries in, works on them in lanes, and looks at every repository as a whole
/// at the start and every few minutes, so that it converges also without a single delivery.
/// </summary>
internal sealed class PullRequestBot : IAsyncDisposable
{
    private const int Capacity = 20_000;

    /// <summary>Names of repositories that nobody watches and that are remembered: a new one may be the new name of one that is.</summary>
    private const int MostStrangers = 1000;

    /// <summary>Time between two rounds where deliveries come in.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long looks that have begun may go on after a stop; what is not done then is done after the next start.</summary>
    private static readonly TimeSpan Draining = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<WatchedSite> sites;
    private readonly TimeProvider clock;
    private readonly IProgress<ServiceEvent> progress;
    private readonly TimeSpan interval;
    private readonly WebhookInbox inbox;
    private readonly LaneWorker worker;
    private readonly ConcurrentDictionary<string, bool> strangers = new(StringComparer.OrdinalIgnoreCase);
    private PublicListener? listener;

    private PullRequestBot(IReadOnlyList<WatchedSite> sites, TimeSpan interval, string data, TimeProvider clock, IProgress<ServiceEvent> progress)
    {
        (this.sites, this.interval, this.clock, this.progress) = (sites, interval, clock, progress);
        inbox = WebhookInbox.Open(Path.Combine(data, "inbox"), clock, Capacity, sentence => Say(sentence, ""));
        worker = new(inbox, LookAsync, new(progress, clock), clock);
    }

    /// <summary>Opens the inbox and the public address; null where no watched repository is on GitHub.</summary>
    /// <param name="configuration">What is watched, and where deliveries come in.</param>
    /// <param name="service">The service, open.</param>
    /// <param name="surroundings">The clock, and where relative paths begin.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CannotRunException">The secrets cannot be used, or the address is taken.</exception>
    public static async Task<PullRequestBot?> StartAsync(ServerConfiguration configuration, GitOpsService service, ServiceSurroundings surroundings, IProgress<ServiceEvent> progress, CancellationToken stop)
    {
        if (service.Sites.Count == 0) return null;
        var isPublic = configuration.PublicListen is not null;
        var secrets = isPublic ? WebhookSecrets.Read(configuration.GitHub!.WebhookSecretFiles.Select(file => Path.GetFullPath(file, surroundings.WorkingFolder))) : null;
        var interval = isPublic && Interval > configuration.PollInterval ? Interval : configuration.PollInterval;
        var bot = new PullRequestBot(service.Sites, interval, Path.GetFullPath(configuration.Data, surroundings.WorkingFolder), surroundings.Clock, progress);
        try
        {
            if (secrets is not null) bot.listener = await PublicListener.StartAsync(configuration.PublicListen!, new(secrets, bot.inbox), stop);
            progress.Report(new ServiceEvent.PullRequestsWatched(bot.listener is { } open ? $"webhooks come in at {new Uri(open.Address, WebhookEndpoint.Path)}" : $"GitHub is asked every {interval.TotalSeconds:0} seconds, webhooks are off"));
            return bot;
        }
        catch
        {
            await bot.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same for one pass: nothing is listened to, for nobody would be there to work on it.</summary>
    public static PullRequestBot? ForOnePass(ServerConfiguration configuration, GitOpsService service, ServiceSurroundings surroundings, IProgress<ServiceEvent> progress) =>
        service.Sites.Count == 0 ? null : new(service.Sites, Interval, Path.GetFullPath(configuration.Data, surroundings.WorkingFolder), surroundings.Clock, progress);

    /// <summary>Works until it is stopped; then looks that have begun may end, within a bound. Deliveries are taken in until this is disposed.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var enough = new CancellationTokenSource();
        await using var registration = stop.Register(() => enough.CancelAfter(Draining));
        await Task.WhenAll(worker.RunAsync(stop, enough.Token), RoundsAsync(stop));
    }

    /// <summary>One pass over every repository, to its end. What fails is said, and keeps nothing else from its turn.</summary>
    public async Task ReconcileAsync(CancellationToken stop)
    {
        foreach (var site in sites.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            await TryAsync(site.Name, async () =>
            {
                var open = await site.OpenAsync(stop);
                foreach (var number in await open.Round.LookAsync(RepositoryHints.None, stop)) await TryAsync(new PullRequestLane(site.Name, number).ToString(), () => open.Look.LookAsync(number, stop));
            });
            await site.Runs.EndAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is not null) await listener.DisposeAsync();
        await inbox.DisposeAsync();
        worker.Dispose();
    }

    private async Task RoundsAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var site in sites) worker.Ask(new(site.Name, null));
            try
            {
                await Task.Delay(interval, clock, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task LookAsync(PullRequestLane lane, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken stop)
    {
        if (lane.Repository is not { } name)
        {
            foreach (var known in sites) known.Forget();
            foreach (var known in sites) worker.Ask(new(known.Name, null));
            return;
        }

        // A repository where the App is installed and which nobody watches is nobody's business here, unless one of ours was renamed.
        if (sites.FirstOrDefault(one => one.Is(name)) is not { } site)
        {
            if (strangers.Count < MostStrangers && strangers.TryAdd(name, true)) foreach (var known in sites) worker.Ask(new(known.Name, null));
            return;
        }

        try
        {
            await LookAsync(site, lane, deliveries, stop);
        }
        catch (GitHubException exception) when (exception.Failure is GitHubFailure.NotFound or GitHubFailure.Unauthorized or GitHubFailure.Forbidden)
        {
            // The App may be suspended, away or installed anew: whoever asks again learns which.
            site.Forget();
            await site.OpenAsync(stop);
            throw;
        }
    }

    private async Task LookAsync(WatchedSite site, PullRequestLane lane, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken stop)
    {
        var open = await site.OpenAsync(stop);
        if (lane.Number is not { } number)
        {
            var found = await open.Round.LookAsync(PullRequestLane.Hints(deliveries), stop);
            await site.OpenAsync(stop); // by its new name, where it was renamed
            foreach (var one in found) worker.Ask(new(site.Name, one));
        }
        else if (site.Name != lane.Repository)
        {
            worker.Ask(new(site.Name, number)); // a pull request has one lane, whatever its repository was called
        }
        else
        {
            await open.Look.LookAsync(number, stop);
        }
    }

    private async Task TryAsync(string what, Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (GitHubException exception)
        {
            Say($"{what}: {exception.Message}", GitHubAdvice.For(exception));
        }
        catch (CannotRunException exception)
        {
            Say($"{what}: {exception.Message}", exception.WhatToDo);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the next pass does the rest.
        }
    }

    private void Say(string message, string whatToDo) => progress.Report(new ServiceEvent.Problem(message, whatToDo));
}
