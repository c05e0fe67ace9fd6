using System.Collections.Immutable;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Starts plans that are due, each at most once: its run records and its claim are on disk together before anything of it runs. Where the
/// disk does not allow that, it stays due.
/// </summary>
internal sealed class PlanStarts(WorkerParts parts, PlanTurns turns, ServiceSurroundings surroundings, Action<ServiceEvent> say)
{
    private DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    /// <summary>Starts what may; returns what kept a plan from it, so that it is decided again.</summary>
    public Exception? Start(ImmutableArray<DuePlan> due, ReadSnapshot read)
    {
        Exception? kept = null;
        foreach (var admission in ConcurrencyRules.Admit([.. due.Where(item => !parts.Claims.Has(item.ClaimKey))], parts.Lanes.Active))
        {
            try
            {
                StartOne(admission, read);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                kept ??= exception;
            }
        }

        return kept;
    }

    private void StartOne(Admission admission, ReadSnapshot read)
    {
        var due = admission.Due;
        if (admission is Admission.Refuse refuse)
        {
            if (Claim(due)) say(new ServiceEvent.PlanSkipped(due.Plan.Slug, refuse.Reason));
            return;
        }

        ImmutableArray<ExecutionOrder> orders;
        try
        {
            orders = PlanOrders.Of(due, read, surroundings.Runner, Now);
        }
        catch (CannotRunException exception)
        {
            if (Claim(due)) say(new ServiceEvent.Problem(exception.Message, exception.WhatToDo));
            return;
        }

        if (!parts.Book.TryBegin([.. orders.Select(order => UnfinishedRecord.Of(order, Now))], due.ClaimKey, () => Claim(due))) return;
        if (admission is Admission.Replace replace) parts.Lanes.Interrupt(other => replace.Others.Contains(other.Due.ClaimKey), $"replaced by '{due.Plan.Slug}'");
        var run = new PlanRun(due, orders);
        turns.Expect(run);
        _ = parts.Lanes.Enter(run, turns.Run);
    }

    private bool Claim(DuePlan due) => parts.Claims.TryClaim(due.ClaimKey, Now);
}

/// <summary>What becomes of a plan that was claimed.</summary>
/// <param name="Expect">Told of it before it waits for its turn.</param>
/// <param name="Run">Carries it out when its turn has come.</param>
internal sealed record PlanTurns(Action<PlanRun> Expect, Func<PlanRun, Task> Run);
