using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Processes;

/// <summary>
/// The processes of one execution. Whoever starts one for it starts it here: in a session of its own, which is remembered with the number
/// and the start of its first process, on disk where a service may be killed. So everything of the execution can be ended: what carries its
/// mark, wherever it went, and what is in one of its sessions, even with an empty environment.
/// </summary>
public sealed class RunProcesses
{
    private readonly Lock gate = new();
    private readonly HashSet<Began> sessions = [];
    private readonly string mark;
    private readonly string? book;
    private Action? beforeFirst;

    private RunProcesses(string mark, string? book)
    {
        this.mark = mark;
        this.book = book;
    }

    /// <summary>Processes that an execution is about to start.</summary>
    /// <param name="mark">The execution, as its processes carry it in <see cref="MarkedProcesses.ExecutionVariable"/>.</param>
    /// <param name="book">File that remembers them; null where nobody will look for them after a crash.</param>
    public static RunProcesses Of(string mark, string? book = null) => new(mark, book);

    /// <summary>What a service that was killed left behind. Sessions from before the machine last started are forgotten.</summary>
    /// <exception cref="IOException">The book cannot be read.</exception>
    public static RunProcesses Read(string mark, string book)
    {
        var processes = new RunProcesses(mark, book);
        if (!File.Exists(book)) return processes;
        var boot = ProcessTable.Boot();
        foreach (var line in File.ReadAllLines(book))
        {
            if (line.Split(' ') is [var id, var start, var when] && when == boot && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) processes.sessions.Add(new(number, ticks));
        }

        return processes;
    }

    /// <summary>The account under which they are started; null for the service's own.</summary>
    public Account? Account { get; private init; }

    /// <summary>The same under another account.</summary>
    /// <param name="account">The account; null for the service's own.</param>
    /// <param name="beforeFirst">Called once, before the first process starts.</param>
    internal RunProcesses Under(Account? account, Action beforeFirst) => account is null ? this : new(mark, book) { Account = account, beforeFirst = beforeFirst };

    /// <summary>Starts a process that belongs to the execution.</summary>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public ChildProcess Start(ProcessCommand command, ProcessReaders? readers = null)
    {
        Interlocked.Exchange(ref beforeFirst, null)?.Invoke();
        var child = ChildProcess.Start(Account?.Wrap(command) ?? command, readers);
        Remember(child.Id);
        return child;
    }

    /// <summary>Numbers of all that live.</summary>
    /// <param name="except">A process that does not count, such as the runner; its session does.</param>
    public IReadOnlyList<int> Living(int except = 0)
    {
        var living = ProcessTable.Living().ToList();
        var bytes = ProcessTable.MarkOf(MarkedProcesses.ExecutionVariable, mark);
        var marked = living.Where(entry => ProcessTable.Carries(entry.Id, bytes)).ToList();
        Began[] known;
        lock (gate)
        {
            // A service that is killed just after it started a process has not written its session down; the mark tells which it was, as long as its first process lives.
            foreach (var first in marked.Where(static entry => entry.Id == entry.Session)) sessions.Add(new(first.Id, first.Start));
            known = [.. sessions];
        }

        var ours = marked.Select(static entry => entry.Id).ToHashSet();
        return [.. living.Where(entry => entry.Id != except && (ours.Contains(entry.Id) || IsIn(known, entry))).Select(static entry => entry.Id)];
    }

    /// <summary>Ends all that live, for good, and returns when they are gone: nothing of the execution acts any more.</summary>
    /// <param name="except">A process that is left alone.</param>
    /// <returns>How many were ended.</returns>
    public int EndAll(int except = 0)
    {
        if (OperatingSystem.IsLinux()) return Ending.Of(() => Living(except));
        lock (gate)
        {
            return sessions.Count(began => began.Id != except && Posix.kill(-began.Id, Posix.SigKill) == 0);
        }
    }

    /// <summary>Ends what a process has left in its session and with it, when the process itself is over or is to be.</summary>
    public int EndSession(int id)
    {
        Began[] one;
        lock (gate) one = [.. sessions.Where(began => began.Id == id)];
        return Ending.Of(() => ProcessTable.Living().Where(entry => IsIn(one, entry)).Select(static entry => entry.Id));
    }

    /// <summary>
    /// A session's number is not given away while anybody is in it. So where its first process lives it is that one, and where it is gone,
    /// nobody in a session of that number is older than it.
    /// </summary>
    private static bool IsIn(Began[] known, ProcessEntry entry)
    {
        foreach (var began in known)
        {
            if (entry.Session == began.Id && (entry.Id == began.Id ? entry.Start == began.Start : entry.Start >= began.Start && IsStill(began))) return true;
        }

        return false;
    }

    private static bool IsStill(Began began) => ProcessTable.Find(began.Id) is not { } first || first.Start == began.Start;

    private void Remember(int id)
    {
        var began = new Began(id, ProcessTable.Find(id)?.Start ?? 0);
        lock (gate)
        {
            sessions.Add(began);
            if (book is not null) Write(book, began);
        }
    }

    private static void Write(string book, Began began)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(book)!);
            File.AppendAllText(book, string.Create(CultureInfo.InvariantCulture, $"{began.Id} {began.Start} {ProcessTable.Boot()}\n"), Encoding.ASCII);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not lose hold of a process that runs already: its mark still finds it.
        }
    }

    private sealed record Began(int Id, long Start);
}
