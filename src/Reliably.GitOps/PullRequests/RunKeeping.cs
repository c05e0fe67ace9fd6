using System.Collections.Concurrent;
using Reliably.GitOps.Executions;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Does what is left to do about runs: their results go from the outbox to their references, their comments are brought up to date, old runs are
/// removed. Each step looks at what is on disk and at GitHub, so it may be repeated after a failure or a crash.
/// </summary>
internal sealed class RunKeeping(RunStore store, Func<CancellationToken, Task<PullRequestSite>> open) : IDisposable
{
    /// <summary>Nothing is written then; what waits is looked at again in case nobody tells us.</summary>
    private static readonly TimeSpan WhileArchived = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, LiveRun> live = new();
    private readonly BackOff publishAgain = new(store.Clock);
    private readonly BackOff openAgain = new(store.Clock);
    private readonly BackOff containersAgain = new(store.Clock);
    private readonly Wake wake = new();

    private DateTimeOffset Now => store.Clock.GetUtcNow();

    /// <summary>There may be something to do.</summary>
    public void Wake() => wake.Set();

    /// <summary>Takes a run in.</summary>
    public LiveRun Know(RunTicket ticket) => live.GetOrAdd(ticket.Comment, _ => new(ticket, store.Clock));

    /// <summary>The run that an execution belongs to; null where nothing is left to do about it.</summary>
    public LiveRun? Find(ExecutionId id) => live.Values.FirstOrDefault(run => run.Ticket.Executions.Any(one => one.Id == id));

    /// <summary>Does what can be done now, and waits until there may be more.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        try
        {
            await wake.WaitAsync(await OnceAsync(stop), store.Clock, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is left stays on disk.
        }
    }

    /// <summary>Does what can be done now.</summary>
    /// <returns>When there is more to do, as far as that is known.</returns>
    public async Task<DateTimeOffset> OnceAsync(CancellationToken stop)
    {
        await TryAsync(containersAgain, store.EndContainersAsync);
        if (store.Parts.Standing.IsArchived) return Now + WhileArchived;
        await TryAsync(publishAgain, () => PublishAsync(stop));
        if (store.Round.IsDue) await TryAsync(publishAgain, () => CleanAsync(stop));
        PullRequestSite? site = null;
        if (!live.IsEmpty) await TryAsync(openAgain, async () => site = await open(stop));
        if (site is not null) foreach (var run in live.Values) await run.TellAsync(site, stop);
        foreach (var run in live.Values.Where(static run => run.Ticket.IsPublished && (run.IsTold || run.Unheard)).ToList()) Finish(run);
        return Next(site);
    }

    public void Dispose()
    {
        foreach (var run in live.Values) run.Dispose();
    }

    private DateTimeOffset Next(PullRequestSite? site)
    {
        var next = Later(store.Round.NotBefore, publishAgain.NotBefore);
        if (!containersAgain.Allows) next = Earlier(next, containersAgain.NotBefore);
        if (Waiting().Count > 0) next = Earlier(next, Later(Now, publishAgain.NotBefore));
        if (site is null) return live.IsEmpty ? next : Earlier(next, Later(Now, openAgain.NotBefore));
        foreach (var run in live.Values)
        {
            if (run.NextOf(site) is { } moment) next = Earlier(next, moment);
        }

        return next;
    }

    private List<ExecutionId> Waiting() => [.. store.Outbox.List().Where(id => !store.Book.Has(id))];

    /// <summary>Results are on the ticket before they are published, and the commit is before they leave the outbox.</summary>
    private async Task PublishAsync(CancellationToken stop)
    {
        var waiting = Waiting().Select(store.Outbox.Read).ToList();
        foreach (var run in waiting) Note(run, null);
        foreach (var group in waiting.Where(static run => run.Record.PullRequest is not null).GroupBy(static run => run.Record.PullRequest!.Number))
        {
            try
            {
                var limit = group.Select(run => Find(run.Record.Id)?.Ticket.JournalLimit ?? 0).Max();
                var commit = await store.Publisher.PublishAsync(group.Key, [.. group], limit > 0 ? limit : Configuration.RepositorySettings.Default.JournalLimit, stop);
                foreach (var run in group)
                {
                    Note(run, commit);
                    store.Outbox.Remove(run.Record.Id);
                }

                store.Say(new ServiceEvent.Published(commit, [.. group.Select(static run => run.Record.Id)]));
                Trouble(group, null);
            }
            catch (CannotRunException exception)
            {
                Trouble(group, exception.Message);
                throw;
            }
        }
    }

    private void Note(ExecutedRun run, Documents.CommitSha? commit)
    {
        if (Find(run.Record.Id) is not { } known) return;
        if (commit is null && known.Ticket.Executions.Any(one => one.Id == run.Record.Id && one.Result is not null)) return;
        if (store.Tickets.Change(known.Ticket.Comment, ticket => ticket.With(run.Record.Id, RunResult.Of(run, commit))) is { } changed) known.Change(changed);
    }

    private void Trouble(IEnumerable<ExecutedRun> runs, string? problem)
    {
        foreach (var run in runs)
        {
            if (Find(run.Record.Id) is { } known) known.Problem = problem;
        }
    }

    private async Task CleanAsync(CancellationToken stop)
    {
        var day = store.Round.Today;
        await store.Publisher.CleanAsync(stop);
        store.Round.Done(day);
    }

    private void Finish(LiveRun run)
    {
        var comment = run.Ticket.Comment;
        store.Tickets.Finish(comment);
        store.Objects.Remove(comment);
        if (live.TryRemove(comment, out var known)) known.Dispose();
    }

    private async Task TryAsync(BackOff again, Func<Task> step)
    {
        if (!again.Allows) return;
        try
        {
            await step();
            again.Succeeded();
        }
        catch (CannotRunException exception)
        {
            again.Failed();
            if (!await store.Parts.Standing.IsArchivedAsync(CancellationToken.None)) store.Say(exception);
        }
        catch (GitHubException exception)
        {
            again.Failed();
            store.Say(new CannotRunException($"GitHub cannot be asked about runs on pull requests: {exception.Message}", "It is tried again."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            again.Failed();
            store.Say(new CannotRunException($"The data folder cannot be used: {exception.Message}", "Look at its space and permissions. Nothing is lost: it is tried again.", exception));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
