using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// An execution of a claimed plan, from the claim on. While it waits for its turn it can be stopped or held already, and what was asked of it is
/// in its record on disk.
/// </summary>
internal sealed class AwaitedExecution : IDisposable
{
    public AwaitedExecution(ExecutionOrder order, RunBook book, TimeProvider clock, Action<CannotRunException> problem)
    {
        Order = order;
        Control = new(clock) { Waiting = true };
        Kept = new(UnfinishedRecord.Of(order, clock.GetUtcNow()), book, Control, problem);
    }

    public ExecutionOrder Order { get; }

    public RunControl Control { get; }

    public KeptRecord Kept { get; }

    /// <summary>Its turn has come: holds it as long as it is paused. Null where it may begin, else why it never does.</summary>
    public async Task<string?> TurnAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Control.Signals.Interrupt, Control.Signals.Kill);
        try
        {
            await Control.Signals.Pauses.PassAsync(over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It was stopped while it was held.
        }

        Control.Waiting = false;
        return Control.Stopped is not { } stop ? null : $"Not run: stopped{(stop.Who is null ? "" : " by " + stop.Who)} before its turn came{(stop.Why is null ? "." : $": {stop.Why.TrimEnd('.')}.")}";
    }

    public void Dispose()
    {
        Kept.Dispose();
        Control.Dispose();
    }
}
