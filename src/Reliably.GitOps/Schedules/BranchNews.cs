namespace Reliably.GitOps.Schedules;

/// <summary>Word from outside that the watched branch moved: the next look need not wait for its time.</summary>
internal sealed class BranchNews
{
    private int arrived;

    /// <summary>What the worker waits for between two looks.</summary>
    public Wake Wake { get; } = new();

    /// <summary>Lets the worker look at once. Safe from any thread.</summary>
    public void Arrive()
    {
        Interlocked.Exchange(ref arrived, 1);
        Wake.Set();
    }

    /// <summary>Whether there was word since the last call.</summary>
    public bool Take() => Interlocked.Exchange(ref arrived, 0) == 1;
}
