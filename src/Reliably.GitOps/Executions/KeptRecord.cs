using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The run record on disk while its execution runs: what was asked of the run, by whom and why, is in it at once, so that it outlives the
/// service. Once disposed it writes no more: the execution is then another's to record.
/// </summary>
internal sealed class KeptRecord : IDisposable
{
    private readonly Lock gate = new();
    private readonly RunBook book;
    private readonly RunControl control;
    private readonly Action<CannotRunException> problem;
    private ExecutionRecord record;
    private bool over;

    public KeptRecord(ExecutionRecord record, RunBook book, RunControl control, Action<CannotRunException> problem)
    {
        (this.record, this.book, this.control, this.problem) = (record, book, control, problem);
        control.Happened += Note;
    }

    /// <summary>Replaces what is known besides the events.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Update(ExecutionRecord newer)
    {
        lock (gate)
        {
            record = newer;
            Write();
        }
    }

    public void Dispose()
    {
        control.Happened -= Note;
        lock (gate) over = true;
    }

    private void Note(ExecutionEvent happened)
    {
        try
        {
            lock (gate) Write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem(new($"{record.Id}: '{happened.Line}' cannot be written down: {exception.Message}", "Look at the space and the permissions of the data folder. It has its effect all the same.", exception));
        }
    }

    private void Write()
    {
        if (!over) book.Update(record with { Events = record.Events.AddRange(control.Events) });
    }
}
