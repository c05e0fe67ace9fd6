using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Git;

/// <summary>Reads objects of a mirror through one long-running <c>git cat-file --batch</c>. One reader, any number of callers.</summary>
internal sealed class ObjectReader(GitCli git, string folder) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private ChildProcess? process;
    private PipeReader? output;

    /// <summary>How many objects are asked for before the first answer is read: as many small files as fill no memory.</summary>
    private const int AtOnce = 256;

    /// <summary>Content of an object by name (<c>sha</c> or <c>commit:path</c>); null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken stop) =>
        name.Contains('\n', StringComparison.Ordinal) ? null : (await ReadAllAsync([name], stop))[0];

    /// <summary>Contents of many objects, in the order asked for. The questions run ahead of the answers, so thousands take one round trip, not thousands.</summary>
    public async Task<ImmutableArray<ReadOnlyMemory<byte>?>> ReadAllAsync(ImmutableArray<string> names, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            try
            {
                return await AskAsync(names);
            }
            catch (IOException)
            {
                // It was ended from outside: the next one answers.
                End();
                return await AskAsync(names);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        End();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ImmutableArray<ReadOnlyMemory<byte>?>> AskAsync(ImmutableArray<string> names)
    {
        if (process is null) Begin();
        var contents = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>?>(names.Length);
        foreach (var some in names.Chunk(AtOnce))
        {
            await process!.Input!.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', some) + "\n"));
            await process.Input.FlushAsync();
            foreach (var _ in some) contents.Add(await AnswerAsync());
        }

        return contents.MoveToImmutable();
    }

    private async Task<ReadOnlyMemory<byte>?> AnswerAsync()
    {
        var header = await ReadLineAsync();
        if (header.EndsWith(" missing", StringComparison.Ordinal) || header.EndsWith(" ambiguous", StringComparison.Ordinal)) return null;
        var size = int.Parse(header.AsSpan(header.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
        var content = await ReadExactlyAsync(size + 1);
        return content.AsMemory(0, size);
    }

    private void Begin()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        process = git.Start(GitCall.In(folder, "cat-file", "--batch"), new()
        {
            KeepInputOpen = true,
            DiscardOutput = true,
            OnOutput = bytes =>
            {
                pipe.Writer.Write(bytes.Span);
                _ = pipe.Writer.FlushAsync().AsTask(); // never waits: the pipe has no limit
            },
        });
        _ = process.Completion.ContinueWith(_ => pipe.Writer.Complete(), TaskScheduler.Default);
        output = pipe.Reader;
    }

    private async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var read = await output!.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                output.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            output.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new IOException("git cat-file ended.");
        }
    }

    private async Task<byte[]> ReadExactlyAsync(int length)
    {
        var read = await output!.ReadAtLeastAsync(length);
        if (read.Buffer.Length < length) throw new IOException("git cat-file ended.");
        var content = read.Buffer.Slice(0, length).ToArray();
        output.AdvanceTo(read.Buffer.GetPosition(length));
        return content;
    }

    private void End()
    {
        if (process is null) return;
        process.Kill();
        process.Dispose();
        process = null;
    }
}
