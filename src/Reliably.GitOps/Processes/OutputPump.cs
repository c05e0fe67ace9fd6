namespace Reliably.GitOps.Processes;

/// <summary>The two pipes that a process writes to, and what came through them. Used by the thread of its loop alone, until both are closed.</summary>
internal sealed class OutputPump(int output, int error, ProcessReaders? readers, int? longest)
{
    private readonly BoundedBytes outputBytes = new(longest);
    private readonly BoundedBytes errorBytes = new(longest);
    private int openOutput = output;
    private int openError = error;

    public ReadOnlyMemory<byte> Output => outputBytes.ToMemory();

    public ReadOnlyMemory<byte> Error => errorBytes.ToMemory();

    public bool HasReaders => readers is not null;

    /// <summary>Somebody may still write.</summary>
    public bool IsOpen => openOutput >= 0 || openError >= 0;

    /// <summary>Adds what must be waited for.</summary>
    public void Describe(Posix.PollEntry[] entries, ref int count)
    {
        if (openOutput >= 0) entries[count++] = new() { Descriptor = openOutput, Events = Posix.PollIn };
        if (openError >= 0) entries[count++] = new() { Descriptor = openError, Events = Posix.PollIn };
    }

    /// <summary>Reads what came, from the entries that <see cref="Describe"/> added.</summary>
    public void Drain(Posix.PollEntry[] entries, int first, byte[] buffer)
    {
        var (ofOutput, ofError) = (openOutput >= 0 ? first : -1, openError >= 0 ? openOutput >= 0 ? first + 1 : first : -1);
        if (ofOutput >= 0 && entries[ofOutput].Returned != 0) Drain(ref openOutput, buffer, readers?.DiscardOutput == true ? null : outputBytes, readers?.OnOutput);
        if (ofError >= 0 && entries[ofError].Returned != 0) Drain(ref openError, buffer, errorBytes, readers?.OnError);
    }

    public void Close()
    {
        Close(ref openOutput);
        Close(ref openError);
    }

    private static void Drain(ref int descriptor, byte[] buffer, BoundedBytes? bytes, Action<ReadOnlyMemory<byte>>? reader)
    {
        var count = Posix.Read(descriptor, buffer);
        if (count <= 0)
        {
            Close(ref descriptor);
            return;
        }

        bytes?.Write(buffer.AsSpan(0, count));
        reader?.Invoke(buffer.AsMemory(0, count));
    }

    private static void Close(ref int descriptor)
    {
        if (descriptor >= 0) _ = Posix.close(descriptor);
        descriptor = -1;
    }
}
