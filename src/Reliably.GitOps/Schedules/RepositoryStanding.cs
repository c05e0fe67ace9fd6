namespace Reliably.GitOps.Schedules;

/// <summary>
/// Whether a repository can be written to. GitHub says of one that it is archived; of a plain remote nobody says anything, so it can be, as far as
/// anybody knows. Whoever writes there asks here first. Safe from any thread.
/// </summary>
internal sealed class RepositoryStanding
{
    /// <summary>Nothing waits longer for a forge that does not answer: what was known before holds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private TaskCompletionSource? closed;
    private bool isAsked;

    /// <summary>Asks the forge; it answers null where it cannot be asked now.</summary>
    public Func<CancellationToken, Task<bool?>> Forge { get; set; } = static _ => Task.FromResult<bool?>(null);

    /// <summary>Told each time it is another than before.</summary>
    public event Action<bool>? Changed;

    /// <summary>As far as is known.</summary>
    public bool IsArchived
    {
        get
        {
            lock (gate) return closed is not null;
        }
    }

    /// <summary>Somebody learned how it stands.</summary>
    public void See(bool archived)
    {
        TaskCompletionSource? opened;
        lock (gate)
        {
            isAsked = true;
            if (archived == (closed is not null)) return;
            (opened, closed) = (closed, archived ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null);
        }

        Changed?.Invoke(archived);
        opened?.SetResult();
    }

    /// <summary>Asks now.</summary>
    public async Task<bool> IsArchivedAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            if (await Forge(patience.Token) is { } archived) See(archived);
        }
        catch (OperationCanceledException)
        {
            // What was known before holds.
        }

        return IsArchived;
    }

    /// <summary>Waits while nothing can be written there; false when it was stopped.</summary>
    public async Task<bool> WritableAsync(CancellationToken stop)
    {
        bool ask;
        lock (gate) (ask, isAsked) = (!isAsked, true);
        if (ask) await IsArchivedAsync(stop);
        try
        {
            Task? open;
            lock (gate) open = closed?.Task;
            if (open is not null) await open.WaitAsync(stop);
            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
