using System.Buffers;

namespace Reliably.GitOps.Processes;

/// <summary>Reads two pipes until both are closed by everybody who holds them, or until it is told to let go.</summary>
internal sealed class OutputPump(int output, int error, ProcessReaders? readers) : IDisposable
{
    private readonly Lock gate = new();
    private readonly (int Read, int Write) wake = Posix.Pipe();
    private readonly ArrayBufferWriter<byte> outputBytes = new(256);
    private readonly ArrayBufferWriter<byte> errorBytes = new(256);
    private bool closed;

    public ReadOnlyMemory<byte> Output => outputBytes.WrittenMemory;

    public ReadOnlyMemory<byte> Error => errorBytes.WrittenMemory;

    public void Run()
    {
        Span<Posix.PollEntry> entries =
        [
            new() { Descriptor = output, Events = Posix.PollIn },
            new() { Descriptor = error, Events = Posix.PollIn },
            new() { Descriptor = wake.Read, Events = Posix.PollIn },
        ];
        var buffer = new byte[16384];
        while (entries[0].Descriptor >= 0 || entries[1].Descriptor >= 0)
        {
            if (!Posix.Poll(entries) || entries[2].Returned != 0) break;
            Drain(ref entries[0], buffer, readers?.DiscardOutput == true ? null : outputBytes, readers?.OnOutput);
            Drain(ref entries[1], buffer, errorBytes, readers?.OnError);
        }

        Close();
    }

    public unsafe void LetGo()
    {
        lock (gate)
        {
            if (closed) return;
            byte one = 1;
            _ = Posix.write(wake.Write, &one, 1);
        }
    }

    public void Dispose() => LetGo();

    private static void Drain(ref Posix.PollEntry entry, byte[] buffer, ArrayBufferWriter<byte>? bytes, Action<ReadOnlyMemory<byte>>? reader)
    {
        if (entry.Descriptor < 0 || entry.Returned == 0) return;
        var count = Posix.Read(entry.Descriptor, buffer);
        if (count <= 0)
        {
            entry.Descriptor = -1; // poll leaves negative descriptors alone
            return;
        }

        bytes?.Write(buffer.AsSpan(0, count));
        reader?.Invoke(buffer.AsMemory(0, count));
    }

    private void Close()
    {
        lock (gate)
        {
            closed = true;
            _ = Posix.close(output);
            _ = Posix.close(error);
            _ = Posix.close(wake.Read);
            _ = Posix.close(wake.Write);
        }
    }
}
