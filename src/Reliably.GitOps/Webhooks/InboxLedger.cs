namespace Reliably.GitOps.Webhooks;

/// <summary>What the inbox knows of each delivery by its name, and which of its files are still needed.</summary>
internal sealed class InboxLedger
{
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Contents> files = [];

    private enum State
    {
        Arriving,
        Waiting,
        Failed,
        Done,
    }

    /// <summary>How many are not done.</summary>
    public int Count { get; private set; }

    public IEnumerable<WebhookDelivery> Unfinished => lines.Values.Where(static line => line.State != State.Done).OrderBy(static line => line.Order).Select(static line => line.Delivery!);

    /// <summary>Takes note of a delivery that is on its way to the disk.</summary>
    public void Begin(WebhookDelivery delivery, Task written)
    {
        lines[delivery.Id] = new() { Delivery = delivery, State = State.Arriving, Written = written };
        Count++;
    }

    /// <summary>Forgets one that never got there.</summary>
    public void Drop(string id)
    {
        if (lines.Remove(id)) Count--;
    }

    /// <summary>Takes note of an entry that is on disk.</summary>
    public void Recall(int file, InboxEntry entry)
    {
        if (!files.TryGetValue(file, out var contents)) files.Add(file, contents = new());
        contents.Newest = entry.At > contents.Newest ? entry.At : contents.Newest;
        if (entry.Delivery is { } delivery) Arrived(file, contents, delivery);
        else if (entry.Done is { } done && lines.TryGetValue(done, out var line) && line.State != State.Done) Finished(line);
    }

    public bool IsUnfinished(string id) => lines.TryGetValue(id, out var line) && line.State is State.Waiting or State.Failed;

    public void Fail(string id)
    {
        if (lines.TryGetValue(id, out var line) && line.State == State.Waiting) line.State = State.Failed;
    }

    /// <summary>What to do with a delivery whose name is known: <c>Again</c> is to be given out once more, <c>Written</c> is to be waited for. Null: it is new.</summary>
    public (WebhookDelivery? Again, Task? Written)? Resume(string id)
    {
        if (!lines.TryGetValue(id, out var line)) return null;
        if (line.State == State.Arriving) return (null, line.Written);
        if (line.State != State.Failed) return (null, null);
        line.State = State.Waiting;
        return (line.Delivery, null);
    }

    /// <summary>
    /// Forgets what was done before a moment, and names the files that are needed no more. Only the oldest go: what a file says to be done came
    /// in with it or before it.
    /// </summary>
    public List<int> Forget(DateTimeOffset before, int keep)
    {
        var old = files.TakeWhile(item => item.Key != keep && item.Value is { Unfinished: 0 } && item.Value.Newest < before).ToList();
        foreach (var (file, contents) in old)
        {
            foreach (var id in contents.Ids) lines.Remove(id);
            files.Remove(file);
        }

        return [.. old.Select(static item => item.Key)];
    }

    private void Arrived(int file, Contents contents, WebhookDelivery delivery)
    {
        if (!lines.TryGetValue(delivery.Id, out var line))
        {
            lines.Add(delivery.Id, line = new());
            Count++;
        }
        else if (line.State != State.Arriving)
        {
            return;
        }

        line.Written = null;
        line.Delivery = delivery;
        line.State = State.Waiting;
        line.File = file;
        line.Order = contents.Ids.Count + ((long)file << 32);
        contents.Ids.Add(delivery.Id);
        contents.Unfinished++;
    }

    private void Finished(Line line)
    {
        line.State = State.Done;
        line.Delivery = null;
        Count--;
        files[line.File].Unfinished--;
    }

    private sealed class Line
    {
        public State State { get; set; }

        public WebhookDelivery? Delivery { get; set; }

        public Task? Written { get; set; }

        public int File { get; set; }

        public long Order { get; set; }
    }

    private sealed class Contents
    {
        public List<string> Ids { get; } = [];

        public int Unfinished { get; set; }

        public DateTimeOffset Newest { get; set; }
    }
}
