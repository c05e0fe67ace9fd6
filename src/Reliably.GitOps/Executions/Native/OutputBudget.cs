namespace Reliably.GitOps.Executions.Native;

/// <summary>
/// Shares out the memory for what the activities of a run write. Each may have as much as one activity may, while there is plenty; near the
/// end of it ever less, so that a thousand samples of a talkative probe end in marks and not in an exhausted machine.
/// </summary>
internal sealed class OutputBudget(RunLimits limits)
{
    /// <summary>Less than this on both sides of a cut says nothing: nothing is kept then.</summary>
    private const int Least = 1024;
    private const int Share = 16;

    private long taken;

    /// <summary>Bytes that may be kept of each stream of the next activity; null for all. What stands beside a cut goes again when secrets are hidden.</summary>
    public int? Allowed
    {
        get
        {
            if (limits.Output is not { } one) return null;
            if (limits.Outputs is { } all) one = (int)Math.Min(one, Math.Max(0, all - Interlocked.Read(ref taken)) / Share);
            return one < Least ? 0 : one + (2 * OutputCut.Margin);
        }
    }

    /// <summary>An activity has written so much.</summary>
    public void Take(int bytes) => Interlocked.Add(ref taken, bytes);
}
