using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Plans;

/// <summary>
/// Which plans are due: a pure function of the repository's documents, what the service remembers, and now (PRODUCT: Plan). Claims on disk
/// make a start happen once even when the memory was not written in time.
/// </summary>
public static class DuePlans
{
    /// <summary>An instant is not missed by a service that was away for less than this.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public static DueDecision Decide(DueInput input)
    {
        var due = ImmutableArray.CreateBuilder<DuePlan>();
        var notes = ImmutableArray.CreateBuilder<PlanNote>();
        var memories = ImmutableSortedDictionary.CreateBuilder<Slug, PlanMemory>();
        DateTimeOffset? next = null;
        foreach (var plan in input.Snapshot.Plans.Values)
        {
            var step = Step(plan, input);
            memories[plan.Slug] = step.Memory;
            if (step.Due is not null) due.Add(step.Due);
            if (step.Note is not null) notes.Add(step.Note);
            if (!plan.Suspended && PlanClock.NextStart(plan, input.Now, Floor(step.Memory)) is { } start && (next is null || start < next)) next = start;
        }

        foreach (var request in input.Requests) Answer(request, input.Snapshot, memories, due, notes);
        return new()
        {
            Due = [.. due.OrderBy(static item => item.Instant ?? DateTimeOffset.MinValue).ThenBy(static item => item.Plan.Slug)],
            Notes = notes.ToImmutable(),
            History = new() { Watermark = input.Snapshot.Commit ?? input.History.Watermark, Plans = memories.ToImmutable() },
            NextStart = next,
        };
    }

    /// <summary>The plan that a typed name means: its slug, or its path.</summary>
    public static Plan? Find(RepositorySnapshot snapshot, string name)
    {
        if (Slug.TryParse(name, out var slug) && snapshot.Plans.TryGetValue(slug, out var plan)) return plan;
        return snapshot.Plans.Values.FirstOrDefault(candidate => candidate.Path == name);
    }

    private static PlanStep Step(Plan plan, DueInput input)
    {
        var old = input.History.Plans.GetValueOrDefault(plan.Slug);
        var memory = Refresh(plan, old, input);
        return plan.Schedule switch
        {
            Schedule.Now => ByArrival(plan, old, memory, input, TriggerKind.Now),
            Schedule.Change => ByArrival(plan, old, memory, input, TriggerKind.Change),
            Schedule.Once => ByClock(plan, memory, input, TriggerKind.Once),
            Schedule.Cron => ByClock(plan, memory, input, TriggerKind.Cron),
            _ => new(memory),
        };
    }

    /// <summary>The memory with what the plan says now; a new schedule is known from now on.</summary>
    private static PlanMemory Refresh(Plan plan, PlanMemory? old, DueInput input)
    {
        var schedule = ScheduleText.Of(plan.Schedule);
        var subject = SubjectOf(plan, input.Snapshot);
        return old is not null && old.Schedule == schedule
            ? AsOf(input.Now, old) with { Subject = subject }
            : new() { Subject = subject, Schedule = schedule, KnownSince = input.Now };
    }

    /// <summary>
    /// What lies in the future was remembered by a clock that was wrong and has been set back. It would silence the plan until then, so the schedule is
    /// known from now on. An instant that comes a second time has its claim already.
    /// </summary>
    private static PlanMemory AsOf(DateTimeOffset now, PlanMemory memory) =>
        memory.LastInstant > now || memory.KnownSince > now ? memory with { KnownSince = now, LastInstant = null } : memory;

    private static PlanStep ByArrival(Plan plan, PlanMemory? old, PlanMemory memory, DueInput input, TriggerKind trigger)
    {
        var pending = old is null || old.Subject != memory.Subject || old.Waiting;
        if (!pending) return new(memory);
        if (plan.Suspended) return new(memory with { Waiting = false });
        var starts = input.Arrival == CommitArrival.Seen || (input.Arrival == CommitArrival.Unknown && input.Snapshot.Settings.RunAtFirstContact);
        if (!starts) return new(memory with { Waiting = true }) { Note = old is { Waiting: true } ? null : new PlanNote.Waiting(plan.Slug) };
        return new(memory with { Waiting = false })
        {
            Due = new() { Plan = plan, Trigger = trigger, ClaimKey = $"{plan.Slug}@{memory.Subject}@{input.Snapshot.Commit}" },
        };
    }

    private static PlanStep ByClock(Plan plan, PlanMemory memory, DueInput input, TriggerKind trigger)
    {
        if (PlanClock.NewestStarted(plan, input.Now, Floor(memory)) is not { } newest) return new(memory);
        var after = memory with { LastInstant = newest.Nominal };
        if (plan.Suspended) return new(after);
        var missed = newest.Start < input.AliveSince - Grace;
        if (missed && plan.Schedule is not Schedule.Cron { Missed: MissedPolicy.RunOnce }) return new(after) { Note = new PlanNote.Missed(plan.Slug, newest.Nominal) };
        return new(after)
        {
            Due = new() { Plan = plan, Trigger = trigger, Instant = newest.Nominal, ClaimKey = ClaimKey(plan.Slug, newest.Nominal) },
        };
    }

    private static void Answer(
        TriggerRequest request,
        RepositorySnapshot snapshot,
        ImmutableSortedDictionary<Slug, PlanMemory>.Builder memories,
        ImmutableArray<DuePlan>.Builder due,
        ImmutableArray<PlanNote>.Builder notes)
    {
        if (Find(snapshot, request.Plan) is not { } plan)
        {
            notes.Add(new PlanNote.NoSuchPlan(request));
            return;
        }

        memories[plan.Slug] = memories[plan.Slug] with { Waiting = false };
        due.Add(new() { Plan = plan, Trigger = TriggerKind.Manual, Actor = request.Actor, ClaimKey = "request@" + request.Id, Request = request.Id });
    }

    private static DateTimeOffset Floor(PlanMemory memory) =>
        memory.LastInstant is { } last && last > memory.KnownSince ? last : memory.KnownSince;

    private static string ClaimKey(Slug plan, DateTimeOffset instant) =>
        plan.Value + "@" + instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>now</c> looks at the plan; <c>change</c> also at the content of its experiments.</summary>
    private static string SubjectOf(Plan plan, RepositorySnapshot snapshot)
    {
        if (plan.Schedule is not Schedule.Change) return plan.ContentHash;
        var text = new StringBuilder(plan.ContentHash);
        foreach (var slug in plan.Experiments) text.Append('\n').Append(slug.Value).Append(' ').Append(snapshot.Experiments.GetValueOrDefault(slug)?.ContentHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private sealed record PlanStep(PlanMemory Memory)
    {
        public DuePlan? Due { get; init; }

        public PlanNote? Note { get; init; }
    }
}
