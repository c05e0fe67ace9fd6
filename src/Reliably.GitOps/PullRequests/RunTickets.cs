using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The tickets of runs on disk: open until everything about a run is published and told, then put aside, so that the comment that asked never
/// starts another.
/// </summary>
internal sealed class RunTickets(string folder)
{
    private const string Extension = ".json";
    private readonly Lock gate = new();
    private readonly string done = Path.Combine(folder, "done");

    /// <summary>The claim of a comment, as the run book writes it.</summary>
    public static string ClaimOf(long comment) => "comment " + comment.ToString(CultureInfo.InvariantCulture);

    /// <summary>The orders with identifiers that sort as they run.</summary>
    public static ImmutableArray<ExecutionOrder> Numbered(ImmutableArray<ExecutionOrder> orders, DateTimeOffset now)
    {
        var numbers = Enumerable.Range(0, orders.Length).Select(static _ => Random.Shared.Next(0x1000000)).Order().ToArray();
        return [.. orders.Select((order, i) => order with { Id = ExecutionId.Create(now, numbers[i]) })];
    }

    /// <summary>The ticket of a run that is granted.</summary>
    public static RunTicket Of(PullRequestRunRequest request, RunWish wish, (ImmutableArray<ExecutionOrder> Orders, RunGround Ground) of, DateTimeOffset now) => new()
    {
        Number = request.Number,
        Comment = request.Comment,
        Head = request.Head,
        Base = of.Ground.Base.Commit!.Value,
        Branch = of.Ground.Branch,
        Wish = wish,
        Plan = of.Orders[0].Plan,
        Environment = of.Orders[0].Environment?.Slug,
        Deployment = of.Orders[0].Deployment,
        AskedAt = request.ReplyUrl,
        Granted = now,
        JournalLimit = of.Ground.Base.Settings.JournalLimit,
        Executions = [.. of.Orders.Select(static order => new RunTicketEntry(order.Id, order.Experiment.Slug, null))],
    };

    /// <summary>True for the one caller that gets the comment.</summary>
    public bool TryCreate(RunTicket ticket)
    {
        lock (gate) return !File.Exists(PathOf(done, ticket.Comment)) && DurableFile.TryCreate(PathOf(folder, ticket.Comment), RunTicketJson.Write(ticket));
    }

    public bool Has(string claim) =>
        claim.StartsWith("comment ", StringComparison.Ordinal) && long.TryParse(claim["comment ".Length..], CultureInfo.InvariantCulture, out var comment)
        && (File.Exists(PathOf(folder, comment)) || File.Exists(PathOf(done, comment)));

    /// <summary>The ticket of a comment, open or not; null where it never started a run.</summary>
    public RunTicket? Find(long comment) => Read(PathOf(folder, comment)) ?? Read(PathOf(done, comment));

    /// <summary>The open ticket that an execution belongs to.</summary>
    public RunTicket? Of(ExecutionId id) => Open().FirstOrDefault(ticket => ticket.Executions.Any(one => one.Id == id));

    /// <summary>Those about which something is left to do, oldest first.</summary>
    public ImmutableArray<RunTicket> Open() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(Read).OfType<RunTicket>().OrderBy(static ticket => ticket.Granted).ThenBy(static ticket => ticket.Comment)]
        : [];

    /// <summary>Changes an open ticket as it is on disk; null where it is not open.</summary>
    public RunTicket? Change(long comment, Func<RunTicket, RunTicket> change)
    {
        lock (gate)
        {
            if (Read(PathOf(folder, comment)) is not { } ticket) return null;
            var changed = change(ticket);
            DurableFile.Replace(PathOf(folder, comment), RunTicketJson.Write(changed));
            return changed;
        }
    }

    /// <summary>Nothing is left to do.</summary>
    public void Finish(long comment)
    {
        lock (gate)
        {
            Directory.CreateDirectory(done);
            File.Move(PathOf(folder, comment), PathOf(done, comment), overwrite: true);
        }
    }

    /// <summary>Forgets comments so old that nobody reads them as commands any more.</summary>
    public void Prune(DateTimeOffset before)
    {
        if (!Directory.Exists(done)) return;
        foreach (var file in Directory.EnumerateFiles(done, "*" + Extension))
        {
            if (File.GetLastWriteTimeUtc(file) < before.UtcDateTime) File.Delete(file);
        }
    }

    private static RunTicket? Read(string path) => File.Exists(path) ? RunTicketJson.TryRead(File.ReadAllText(path)) : null;

    private static string PathOf(string folder, long comment) => Path.Combine(folder, comment.ToString(CultureInfo.InvariantCulture) + Extension);
}
