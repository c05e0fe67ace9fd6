using System.Diagnostics;
using System.Text;

namespace Reliably.GitOps.Git;

/// <summary>Reads objects of a mirror through one long-running <c>git cat-file --batch</c>. One reader, any number of callers.</summary>
internal sealed class ObjectReader(GitCli git, string folder) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private Process? process;

    /// <summary>Content of an object by name (<c>sha</c> or <c>commit:path</c>); null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken stop)
    {
        if (name.Contains('\n', StringComparison.Ordinal)) return null;
        await turn.WaitAsync(stop);
        try
        {
            try
            {
                return await AskAsync(name);
            }
            catch (IOException)
            {
                // It was ended from outside: the next one answers.
                End();
                return await AskAsync(name);
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

    private async Task<ReadOnlyMemory<byte>?> AskAsync(string name)
    {
        process ??= StartReader();
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(name + "\n"));
        await process.StandardInput.BaseStream.FlushAsync();
        var output = process.StandardOutput.BaseStream;
        var header = await ReadLineAsync(output);
        if (header.EndsWith(" missing", StringComparison.Ordinal) || header.EndsWith(" ambiguous", StringComparison.Ordinal)) return null;
        var size = int.Parse(header.AsSpan(header.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture);
        var content = new byte[size + 1];
        await ReadExactlyAsync(output, content);
        return content.AsMemory(0, size);
    }

    private Process StartReader()
    {
        var started = git.Start(GitCall.In(folder, "cat-file", "--batch"));
        _ = started.StandardError.ReadToEndAsync();
        return started;
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>(64);
        var one = new byte[1];
        while (true)
        {
            await ReadExactlyAsync(stream, one);
            if (one[0] == (byte)'\n') return Encoding.UTF8.GetString([.. line]);
            line.Add(one[0]);
        }
    }

    private static async Task ReadExactlyAsync(Stream stream, Memory<byte> buffer)
    {
        try
        {
            await stream.ReadExactlyAsync(buffer);
        }
        catch (EndOfStreamException exception)
        {
            throw new IOException("git cat-file ended.", exception);
        }
    }

    private void End()
    {
        if (process is null) return;
        try
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(1000)) process.Kill();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has ended by itself.
        }

        process.Dispose();
        process = null;
    }
}
