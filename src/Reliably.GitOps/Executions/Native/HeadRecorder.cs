using System.Collections.Immutable;
using System.Text;

namespace Reliably.GitOps.Executions.Native;

/// <summary>
/// The head of an answer as it came over the wire. .NET sorts headers and writes their names its own way; journals have them as the server
/// sent them.
/// </summary>
internal sealed class HeadRecorder(TimeSpan? readTimeout)
{
    private readonly List<byte> bytes = [];
    private bool complete;

    public TimeSpan? ReadTimeout => readTimeout;

    /// <summary>A read took too long.</summary>
    public bool TimedOut { get; set; }

    /// <summary>Something was written to the other side.</summary>
    public bool HasSent { get; set; }

    public void Reset()
    {
        bytes.Clear();
        complete = false;
        HasSent = false;
    }

    public void Add(ReadOnlySpan<byte> read)
    {
        foreach (var unit in read)
        {
            if (complete) return;
            bytes.Add(unit);
            if (unit == '\n') CheckEnd();
        }
    }

    /// <summary>Headers in order; those that come more than once are joined, under the first one's name.</summary>
    public ImmutableArray<(string Name, string Value)> Headers()
    {
        var headers = new List<(string Name, string Value)>();
        foreach (var line in Encoding.Latin1.GetString([.. bytes]).Split('\n').Skip(1).Select(static line => line.TrimEnd('\r')))
        {
            if (line.Length == 0) break;
            if (line[0] is ' ' or '\t' && headers.Count > 0)
            {
                headers[^1] = (headers[^1].Name, headers[^1].Value + " " + line.Trim());
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) Join(headers, line[..colon], line[(colon + 1)..].Trim());
        }

        return [.. headers];
    }

    private static void Join(List<(string Name, string Value)> headers, string name, string value)
    {
        var at = headers.FindIndex(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0) headers.Add((name, value));
        else headers[at] = (headers[at].Name, headers[at].Value + ", " + value);
    }

    /// <summary>The head ends with an empty line; one that only announces another (100 Continue) is dropped.</summary>
    private void CheckEnd()
    {
        var count = bytes.Count;
        var ends = count >= 2 && bytes[count - 2] == '\n' || count >= 4 && bytes[count - 2] == '\r' && bytes[count - 3] == '\n';
        if (!ends) return;
        var status = Encoding.Latin1.GetString([.. bytes.Take(12)]);
        if (status.Length >= 10 && status[9] == '1') bytes.Clear();
        else complete = true;
    }
}

/// <summary>Shows the recorder what is read, and ends a read that takes too long.</summary>
internal sealed class RecordingStream(Stream inner, HeadRecorder recorder) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timer = recorder.ReadTimeout is { } timeout ? new CancellationTokenSource(timeout) : null;
        using var either = timer is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var count = await inner.ReadAsync(buffer, either?.Token ?? cancellationToken);
            recorder.Add(buffer.Span[..count]);
            return count;
        }
        catch (OperationCanceledException exception) when (timer is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            recorder.TimedOut = true;
            throw new IOException("the answer took too long", exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        recorder.Add(buffer.AsSpan(offset, read));
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        recorder.HasSent = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        recorder.HasSent = true;
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
