using System.Collections.Immutable;
using Reliably.GitOps.Executions;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>A run that something is left to do about: what is known of its course, and what of it its comment tells already.</summary>
internal sealed class LiveRun(RunTicket ticket, TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly BackOff again = new(clock);
    private ImmutableDictionary<ExecutionId, RunProgress> progress = ImmutableDictionary<ExecutionId, RunProgress>.Empty;
    private RunTicket ticket = ticket;
    private PostedRun? posted;
    private string? told;
    private DateTimeOffset paced;
    private DateTimeOffset limited;

    public RunTicket Ticket
    {
        get
        {
            lock (gate) return ticket;
        }
    }

    /// <summary>Why its reports are not published; null where nothing stands in the way.</summary>
    public string? Problem { get; set; }

    /// <summary>Where its comment is; null while there is none.</summary>
    public string? Url => posted?.Url;

    /// <summary>It was told and nobody will hear it: the pull request is gone, or takes no comments.</summary>
    public bool Unheard { get; private set; }

    /// <summary>Nothing about it is left to tell.</summary>
    public bool IsTold { get; private set; }

    public void Hear(ExecutionId id, RunEvent heard)
    {
        lock (gate) progress = progress.SetItem(id, progress.GetValueOrDefault(id, RunProgress.Waiting).After(heard));
    }

    public void Change(RunTicket changed)
    {
        lock (gate) ticket = changed;
    }

    /// <summary>When it may be told again; null where there is nothing new.</summary>
    public DateTimeOffset? NextOf(PullRequestSite site)
    {
        if (Unheard || RunComment.HashOf(Body(site)) == told) return null;
        var earliest = Ticket.IsOver ? DateTimeOffset.MinValue : paced; // an end is told at once
        foreach (var other in new[] { again.NotBefore, limited }) if (other > earliest) earliest = other;
        return earliest;
    }

    /// <summary>Brings the comment up to date, where there is something new and the time has come.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task TellAsync(PullRequestSite site, CancellationToken stop)
    {
        await writing.WaitAsync(stop);
        try
        {
            var (now, over) = (Ticket, Ticket.IsOver);
            var body = Body(site);
            if (Unheard || RunComment.HashOf(body) == told || NextOf(site) > clock.GetUtcNow()) return;
            posted = await RunComments.WriteAsync(site, now, posted, body, stop);
            told = RunComment.HashOf(body);
            paced = RunCommentPace.Next(now.Granted, clock.GetUtcNow());
            again.Succeeded();
            IsTold = over && now.IsPublished;
        }
        catch (GitHubException exception)
        {
            await FailedAsync(site, exception, stop);
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose() => writing.Dispose();

    private async Task FailedAsync(PullRequestSite site, GitHubException exception, CancellationToken stop)
    {
        again.Failed();
        if (exception.Until is { } until && until > limited) limited = until;
        if (Ticket.IsOver && exception.Failure is (GitHubFailure.NotFound or GitHubFailure.Forbidden or GitHubFailure.Refused) && await IsOpenAsync(site, stop))
        {
            Unheard = true;
            site.Report($"What came of the run {Ticket.Executions[0].Id} on {site.Repository.FullName}#{Ticket.Number} cannot be told there: {exception.Message}");
        }
    }

    /// <summary>Whether the repository itself is there for us: while the App is suspended or away, and while it is archived, the comment waits.</summary>
    private static async Task<bool> IsOpenAsync(PullRequestSite site, CancellationToken stop)
    {
        try
        {
            return !(await site.Repository.GetAsync(stop)).Archived;
        }
        catch (GitHubException)
        {
            return false;
        }
    }

    private string Body(PullRequestSite site)
    {
        lock (gate) return RunComment.Write(ticket, progress, RunComments.LinksOf(site, Problem));
    }
}
