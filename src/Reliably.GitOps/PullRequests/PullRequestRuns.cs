using System.Collections.Concurrent;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Runs experiments of unmerged changes that somebody with write access asked for (PR-BOT: <c>run</c> on a pull request): starts each at most once,
/// tells how it goes in a comment of its own, publishes it to a reference of its own. One for each repository, as long as the service lives.
/// </summary>
internal sealed class PullRequestRuns : IDisposable
{
    private const int MostWaiting = 10;

    /// <summary>A GitHub that does not answer keeps no service from its end.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    private readonly RunStore store;
    private readonly Func<CancellationToken, Task<PullRequestSite>> open;
    private readonly CancellationToken kill;
    private readonly RunKeeping keeping;
    private readonly PlanRunner runner;
    private readonly ConcurrentDictionary<PlanRun, Task> running = new();

    /// <param name="store">The books.</param>
    /// <param name="open">The repository on GitHub; throws where it cannot be reached now.</param>
    /// <param name="kill">Ends everything at once, without rollbacks.</param>
    public PullRequestRuns(RunStore store, Func<CancellationToken, Task<PullRequestSite>> open, CancellationToken kill)
    {
        (this.store, this.open, this.kill) = (store, open, kill);
        keeping = new(store, open);
        store.Parts.Standing.Changed += _ => keeping.Wake();
        runner = new(TurnAsync, store.Book, store.Outbox, new(
            order => store.Say(new ServiceEvent.ExecutionStarted(order)), Progressed, Ended, store.Say), store.Parts.Running, store.Clock);
    }

    /// <summary>Starts a run, or says why not. Asked twice for one comment, the second time it only answers.</summary>
    /// <exception cref="GitHubException">GitHub cannot be asked now.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched, or the disk takes nothing.</exception>
    public async Task<PullRequestRunAnswer> StartAsync(PullRequestRunRequest request, CancellationToken stop)
    {
        if (store.Tickets.Find(request.Comment) is { } known) return Started(known);
        var grants = store.Watched.Grants;
        if (grants.PullRequestDeployments.IsEmpty) return Refused(RunRules.Off);
        var site = await open(stop);
        if (await RunTurn.MovedAsync(site, request.Number, request.Head, stop) is { } moved) return moved.Answer(request);
        try
        {
            var (onto, head) = await store.Objects.FetchAsync(request.Comment, request.Number, store.Watched.Branch, stop);
            if (head != request.Head) return Moved.To(head).Answer(request);
            var ground = await store.Objects.ReadAsync(request.Comment, (onto, head, store.Watched.Branch), grants, store.Runner, stop);
            return RunRules.Decide(WishOf(request), ground) switch
            {
                RunDecision.Granted granted => await EnterAsync(site, request, granted, ground, stop),
                RunDecision.Refused refused => Refused(refused),
                _ => throw new InvalidOperationException("There is no other decision."),
            };
        }
        finally
        {
            if (store.Tickets.Find(request.Comment) is null) store.Objects.Remove(request.Comment);
        }
    }

    /// <summary>Tells and publishes until it is stopped; then interrupts what runs, waits for the rollbacks, and publishes. What is left stays on disk.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        foreach (var ticket in store.Tickets.Open()) keeping.Know(ticket);
        while (!stop.IsCancellationRequested) await keeping.KeepAsync(stop);
        await EndAsync(stop);
    }

    /// <summary>Waits for what runs, which a stop interrupts, then publishes and tells it. What cannot be done within a bound stays on disk.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        await using var registration = stop.Register(Interrupt);
        await Task.WhenAll(running.Values);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(kill);
        late.CancelAfter(LongestEnd);
        try
        {
            await CompleteAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            // What is left is on disk: the next start does it.
        }
    }

    /// <summary>Waits for what runs, then publishes and tells it once.</summary>
    private async Task CompleteAsync(CancellationToken stop)
    {
        foreach (var ticket in store.Tickets.Open()) keeping.Know(ticket);
        await Task.WhenAll(running.Values);
        await keeping.OnceAsync(stop);
    }

    public void Dispose() => keeping.Dispose();

    private void Interrupt()
    {
        foreach (var run in running.Keys) run.Interrupt("the service was stopped");
    }

    private static PullRequestRunAnswer.Refused Refused(RunDecision.Refused refused) => new(refused.Reason, refused.Hint);

    private static RunWish WishOf(PullRequestRunRequest request) =>
        new() { Number = request.Number, Target = request.Target, Environment = request.Environment, Dry = request.Dry, Actor = request.Actor };

    private PullRequestRunAnswer.Started Started(RunTicket ticket) => new(ticket.Executions[0].Id) { Url = keeping.Find(ticket.Executions[0].Id)?.Url };

    /// <summary>Claims the comment with a record of each execution, and enters the lane of its group.</summary>
    private async Task<PullRequestRunAnswer> EnterAsync(PullRequestSite site, PullRequestRunRequest request, RunDecision.Granted granted, RunGround ground, CancellationToken stop)
    {
        var numbered = RunTickets.Numbered(granted.Orders, store.Clock.GetUtcNow());
        if (numbered.Select(order => DeploymentGrants.Refusal(order, store.Watched.Grants)).OfType<string>().FirstOrDefault() is { } beyond)
            return new PullRequestRunAnswer.Refused(beyond, "Whoever runs the service grants deployments.");
        var due = DueOf(request, granted);
        if (Occupied(due.Plan) is { } occupied) return occupied;
        var ticket = RunTickets.Of(request, WishOf(request), (numbered, ground), store.Clock.GetUtcNow());
        var records = numbered.Select(order => UnfinishedRecord.Of(order, store.Clock.GetUtcNow())).ToList();
        if (!store.Book.TryBegin(records, due.ClaimKey, () => store.Tickets.TryCreate(ticket))) return Started(store.Tickets.Find(request.Comment) ?? ticket);
        var known = keeping.Know(ticket);
        var run = new PlanRun(due, numbered);
        runner.Expect(run);
        running[run] = store.Parts.Lanes.Enter(run, RunAsync);
        if (stop.IsCancellationRequested) run.Interrupt("the service was stopped");
        await known.TellAsync(site, stop);
        return Started(ticket);
    }

    /// <summary>A plan of the base excludes what it excludes everywhere, but never takes the place of a run that goes on.</summary>
    private PullRequestRunAnswer.Refused? Occupied(Plan plan)
    {
        var active = store.Parts.Lanes.Active;
        var group = ConcurrencyRules.GroupOf(plan);
        if (plan.Concurrency is { Policy: ConcurrencyPolicy.Forbid } && active.FirstOrDefault(other => other.Group == group) is { } other)
            return new($"'{other.Plan}' of the same group is running.", "Ask again when it has ended.");
        return active.Count(static other => !other.Running) < MostWaiting ? null : new($"{MostWaiting} runs wait for their turn already.", "Ask again when they have ended.");
    }

    private static DuePlan DueOf(PullRequestRunRequest request, RunDecision.Granted granted)
    {
        var name = Slug.Parse(FormattableString.Invariant($"pull-request-{request.Number}"));
        var plan = granted.Plan ?? new Plan
        {
            Slug = name,
            Path = "",
            Title = name.Value,
            Experiments = [.. granted.Orders.Select(static order => order.Experiment.Slug)],
            Schedule = new Schedule.Manual(),
            ContentHash = "",
        };
        return new() { Plan = plan with { Slug = name }, Trigger = TriggerKind.PullRequest, ClaimKey = RunTickets.ClaimOf(request.Comment), Actor = request.Actor };
    }

    private async Task RunAsync(PlanRun run)
    {
        try
        {
            await runner.RunAsync(run, kill);
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested)
        {
            // The run record stays: the next start publishes it as interrupted.
        }
        catch (Exception exception)
        {
            // The run record stays, so it is published in any case.
            store.Say(new CannotRunException($"Something went wrong that should not: {exception}", "Please report it. The service goes on.", exception));
        }
        finally
        {
            running.TryRemove(run, out _);
            keeping.Wake();
        }
    }

    /// <summary>Its turn has come: what held when it was granted must hold now.</summary>
    private async Task<ExecutedRun> TurnAsync(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(control.Signals.Interrupt, kill);
        string? refusal;
        try
        {
            refusal = keeping.Find(order.Id) is { } known ? await RunTurn.RefusalAsync(open, known.Ticket, over.Token) : "Nobody knows any more who asked for it.";
        }
        catch (OperationCanceledException) when (!kill.IsCancellationRequested)
        {
            return UnfinishedRecord.NotRun(order, Verdict.Interrupted, $"Not run: {control.Stopped?.Text ?? "it was stopped"}", store.Clock.GetUtcNow());
        }

        return refusal is null
            ? await store.Engine.Experiment(order, progress, control)
            : UnfinishedRecord.NotRun(order, Verdict.Blocked, "Not run: " + refusal, store.Clock.GetUtcNow());
    }

    private void Progressed(ExecutionOrder order, RunEvent item)
    {
        store.Say(new ServiceEvent.ExecutionProgress(order, item));
        keeping.Find(order.Id)?.Hear(order.Id, item);
        keeping.Wake();
    }

    private void Ended(ExecutionRecord record)
    {
        store.Say(new ServiceEvent.ExecutionEnded(record));
        keeping.Wake();
    }
}
