using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>The journal while it is written. The method, its background activities and the hypothesis during it write at once.</summary>
internal sealed class RunState
{
    private readonly Lock gate = new();
    private readonly List<JournalEntry> run = [];
    private readonly List<JournalEntry> rollbacks = [];
    private readonly List<DataNode.Mapping> during = [];
    private string? status;

    /// <summary>completed, failed, aborted or interrupted; null while nothing has decided it.</summary>
    public string? Status
    {
        get
        {
            lock (gate) return status;
        }

        set
        {
            lock (gate) status = value;
        }
    }

    public bool Deviated { get; set; }

    public DataNode.Mapping? Before { get; set; }

    public DataNode.Mapping? After { get; set; }

    /// <summary>Why the run was aborted, where it was.</summary>
    public string? Error { get; private set; }

    /// <summary>What probes that judge were given.</summary>
    public JudgedValues Judged { get; } = new();

    /// <summary>What would be an uncaught exception in the Chaos Toolkit.</summary>
    public void Abort(string error)
    {
        lock (gate)
        {
            status = "aborted";
            Error ??= error;
        }
    }

    public void AddSample(DataNode.Mapping sample)
    {
        lock (gate) during.Add(sample);
    }

    /// <summary>Adds an entry at its start, so that entries stand in the order in which activities started.</summary>
    public EntrySlot Add(RunPhase phase, JournalEntry entry)
    {
        var list = phase == RunPhase.Rollbacks ? rollbacks : run;
        lock (gate)
        {
            list.Add(entry);
            return new(this, list, list.Count - 1);
        }
    }

    public JournalParts Into(JournalParts parts)
    {
        lock (gate)
        {
            return parts with
            {
                Deviated = Deviated,
                Before = Before,
                After = After,
                During = [.. during],
                Run = [.. run.Select(JournalWriting.Entry)],
                Rollbacks = [.. rollbacks.Select(JournalWriting.Entry)],
            };
        }
    }

    /// <summary>The place of one entry, which is replaced as more is known.</summary>
    internal readonly struct EntrySlot(RunState state, List<JournalEntry> list, int index)
    {
        public void Set(JournalEntry entry)
        {
            lock (state.gate) list[index] = entry;
        }
    }
}
