namespace Reliably.GitOps.Processes;

/// <summary>A process as its loop sees it: first two streams until both are closed or let go of, then its end.</summary>
/// <param name="id">Number of the process.</param>
/// <param name="pump">Its streams.</param>
/// <param name="finish">Called once it has ended and can be reaped.</param>
/// <param name="fail">Told of an error that a reader of the output threw.</param>
internal sealed class WatchedProcess(int id, OutputPump pump, Action finish, Action<Exception> fail)
{
    private int first;
    private int ending = -1;
    private volatile bool lettingGo;

    /// <summary>Its streams are no longer waited for, whoever holds them.</summary>
    public void LetGo() => lettingGo = true;

    public void Describe(Posix.PollEntry[] entries, ref int count)
    {
        first = count;
        if (ending >= 0) entries[count++] = new() { Descriptor = ending, Events = Posix.PollIn };
        else pump.Describe(entries, ref count);
    }

    /// <summary>Goes on as far as it can without waiting; true where there is nothing more to do here.</summary>
    public bool Advance(Posix.PollEntry[] entries, byte[] buffer)
    {
        if (ending >= 0)
        {
            if (entries[first].Returned == 0) return false;
            _ = Posix.close(ending);
            finish();
            return true;
        }

        try
        {
            if (!lettingGo) pump.Drain(entries, first, buffer);
        }
        catch (Exception exception) when (pump.HasReaders)
        {
            fail(exception);
            lettingGo = true;
        }

        if (!lettingGo && pump.IsOpen) return false;
        pump.Close();
        return HasEndedOrIsWaitedForElsewhere();
    }

    private bool HasEndedOrIsWaitedForElsewhere()
    {
        if (Posix.HasEnded(id))
        {
            finish();
            return true;
        }

        ending = Posix.OpenProcess(id);
        if (ending >= 0) return false;

        // No descriptor tells of its end on this system; few processes close their streams long before.
        new Thread(WaitForEnd) { IsBackground = true, Name = "end of a process" }.Start();
        return true;
    }

    private void WaitForEnd()
    {
        Posix.WaitForEnd(id);
        finish();
    }
}
