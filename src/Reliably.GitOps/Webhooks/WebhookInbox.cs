using System.Buffers;
using System.Threading.Channels;

namespace Reliably.GitOps.Webhooks;

/// <summary>What became of a delivery that came in.</summary>
public enum InboxAnswer
{
    /// <summary>It is on disk, and will be acted on.</summary>
    Accepted,

    /// <summary>It came before, and waits, is being acted on, or is done.</summary>
    Known,

    /// <summary>There is no room: GitHub is asked to come again.</summary>
    Full,
}

/// <summary>
/// Deliveries between GitHub and us: on disk before they are answered, given out in order, remembered until long after they are done. Those
/// that arrive together share one flush of the disk. After a crash, what was not done is given out again.
/// </summary>
public sealed class WebhookInbox : IAsyncDisposable
{
    /// <summary>How long a name is remembered after it was done. GitHub lets people redeliver for three days.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(4);

    private const long LongestSegment = 4 << 20;

    private readonly TimeProvider clock;
    private readonly int capacity;
    private readonly Action<string> report;
    private readonly InboxSegments segments;
    private readonly InboxLedger ledger = new();
    private readonly Lock gate = new();
    private readonly InboxQueue queue = new();
    private readonly Channel<WebhookDelivery> waiting = Channel.CreateUnbounded<WebhookDelivery>();
    private readonly Task writing;

    private WebhookInbox(string folder, TimeProvider clock, int capacity, Action<string> report)
    {
        this.clock = clock;
        this.capacity = capacity;
        this.report = report;
        segments = InboxSegments.Open(folder, LongestSegment, ledger.Recall, (path, line) => report($"{path}:{line} is no entry of the inbox and was passed over; GitHub's page of recent deliveries can send it again."));
        foreach (var delivery in ledger.Unfinished) waiting.Writer.TryWrite(delivery);
        Forget();
        writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Deliveries to act on, oldest first. Each is given out once, until the next start.</summary>
    public ChannelReader<WebhookDelivery> Waiting => waiting.Reader;

    /// <summary>Deliveries that are not done.</summary>
    public int Count
    {
        get
        {
            lock (gate) return ledger.Count;
        }
    }

    /// <summary>Opens the inbox of a folder, which must be this process's alone.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="capacity">Deliveries that may wait.</param>
    /// <param name="report">Told, in a sentence, of what cannot be read or written.</param>
    public static WebhookInbox Open(string folder, TimeProvider clock, int capacity, Action<string> report) => new(folder, clock, capacity, report);

    /// <summary>Takes a delivery in. When this returns <see cref="InboxAnswer.Accepted"/>, a crash does not lose it.</summary>
    /// <exception cref="IOException">The disk does not take it. Nothing was stored.</exception>
    public async ValueTask<InboxAnswer> AddAsync(WebhookDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        Task written;
        lock (gate)
        {
            switch (ledger.Resume(delivery.Id))
            {
                case { Written: { } first }: // two of one name at the same moment: the second waits for what becomes of the first
                    written = first;
                    break;
                case { } known:
                    if (known.Again is { } again) waiting.Writer.TryWrite(again);
                    return InboxAnswer.Known;
                default:
                    if (ledger.Count >= capacity) return InboxAnswer.Full;
                    var addition = new InboxAddition(new() { At = clock.GetUtcNow(), Delivery = delivery }, new());
                    ledger.Begin(delivery, written = addition.Written!.Task);
                    if (queue.TryAdd(addition)) break;
                    ledger.Drop(delivery.Id);
                    throw Closed();
            }
        }

        await written;
        return InboxAnswer.Accepted;
    }

    /// <summary>Says that a delivery was acted on, so that it is not given out again, and waits until the disk has it.</summary>
    /// <exception cref="IOException">The disk does not take it: it is given out again at the next start.</exception>
    public async ValueTask FinishAsync(string id)
    {
        var written = new TaskCompletionSource();
        if (Finish(id, written)) await written.Task;
    }

    /// <summary>
    /// Says the same without waiting for the disk, for whoever has the next delivery to act on. A crash before it is written gives the delivery out once
    /// more; a disk that does not take it is reported.
    /// </summary>
    public void Finish(string id) => Finish(id, null);

    /// <summary>Says that a delivery could not be acted on: it stays, and a redelivery or the next start gives it out again.</summary>
    public void Fail(string id)
    {
        lock (gate) ledger.Fail(id);
    }

    /// <summary>Writes what has come in, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        await writing;
        waiting.Writer.TryComplete();
        segments.Dispose();
    }

    /// <summary>Puts it in line to be written; false where it is done already.</summary>
    private bool Finish(string id, TaskCompletionSource? written)
    {
        lock (gate)
        {
            if (!ledger.IsUnfinished(id)) return false;
        }

        return queue.TryAdd(new(new() { At = clock.GetUtcNow(), Done = id }, written)) || (written is null ? false : throw Closed());
    }

    private static IOException Closed() => new("The inbox is closed.");

    private void Write()
    {
        var batch = new List<InboxAddition>();
        var bytes = new ArrayBufferWriter<byte>(64 << 10);
        for (; queue.Take(batch); batch.Clear())
        {
            bytes.ResetWrittenCount();
            foreach (var addition in batch) addition.Entry.WriteTo(bytes);
            Write(batch, bytes.WrittenSpan);
        }
    }

    private void Write(List<InboxAddition> batch, ReadOnlySpan<byte> bytes)
    {
        IOException? failure = null;
        var before = segments.Newest;
        try
        {
            segments.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = exception as IOException ?? new(exception.Message, exception);
        }

        if (failure is not null) report($"Deliveries cannot be stored, or marked as done: {failure.Message} GitHub is told to come again.");
        lock (gate)
        {
            foreach (var addition in batch) Settle(addition.Entry, failure);
        }

        // Not under the lock: whoever waited goes on here.
        foreach (var written in batch.Select(static addition => addition.Written).OfType<TaskCompletionSource>()) _ = failure is null ? written.TrySetResult() : written.TrySetException(failure);
        if (segments.Newest != before) Forget();
    }

    private void Settle(InboxEntry entry, IOException? failure)
    {
        if (failure is not null)
        {
            if (entry.Delivery is { } lost) ledger.Drop(lost.Id);
            return;
        }

        ledger.Recall(segments.Newest, entry);
        if (entry.Delivery is { } delivery) waiting.Writer.TryWrite(delivery);
    }

    private void Forget()
    {
        lock (gate)
        {
            foreach (var segment in ledger.Forget(clock.GetUtcNow() - Memory, segments.Newest)) segments.Remove(segment);
        }
    }
}
