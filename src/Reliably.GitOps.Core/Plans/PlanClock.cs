using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>The instants of a plan's schedule. A plan without a clock (<c>now</c>, <c>change</c>, <c>manual</c>) has none.</summary>
public static class PlanClock
{
    /// <summary>The next nominal instants after a moment, in UTC, with the moment each run starts (jitter added). Lazy, possibly endless.</summary>
    public static IEnumerable<PlanInstant> After(Plan plan, DateTimeOffset moment)
    {
        if (plan.Schedule is Schedule.Once once)
        {
            if (once.At > moment) yield return new(once.At, once.At);
            yield break;
        }

        if (plan.Schedule is not Schedule.Cron cron || CronPattern.TryParse(cron.Pattern, cron.TimeZone, out _) is not { } pattern) yield break;
        for (var next = pattern.NextAfter(moment); next is { } instant; next = pattern.NextAfter(instant))
        {
            yield return new(instant, StartOf(plan.Slug, instant, cron.Jitter, pattern));
        }
    }

    /// <summary>The newest instant after <paramref name="floor"/> whose run starts by <paramref name="now"/>; null where there is none.</summary>
    internal static PlanInstant? NewestStarted(Plan plan, DateTimeOffset now, DateTimeOffset floor)
    {
        if (plan.Schedule is Schedule.Once once) return once.At > floor && once.At <= now ? new(once.At, once.At) : null;
        if (plan.Schedule is not Schedule.Cron cron || CronPattern.TryParse(cron.Pattern, cron.TimeZone, out _) is not { } pattern) return null;
        var earliest = now - TimeSpan.FromDays(400);
        var from = floor > earliest ? floor : earliest;
        for (var newest = pattern.NewestAt(now, from); newest is { } instant; newest = pattern.NewestAt(instant - TimeSpan.FromSeconds(1), from))
        {
            // A start never passes the next instant, so this ends with the second look.
            var start = StartOf(plan.Slug, instant, cron.Jitter, pattern);
            if (start <= now) return new(instant, start);
        }

        return null;
    }

    /// <summary>When the next run starts: an instant that has come and waits for its jitter, else the next instant.</summary>
    internal static DateTimeOffset? NextStart(Plan plan, DateTimeOffset now, DateTimeOffset floor)
    {
        if (plan.Schedule is Schedule.Cron { Jitter: var jitter } && jitter > TimeSpan.Zero)
        {
            var from = now - jitter > floor ? now - jitter : floor;
            return After(plan, from).Select(static instant => instant.Start).FirstOrDefault(start => start > now);
        }

        return After(plan, now > floor ? now : floor).FirstOrDefault()?.Start;
    }

    /// <summary>Jitter is derived from plan and instant, so every replica agrees; it never reaches the next instant.</summary>
    private static DateTimeOffset StartOf(Slug plan, DateTimeOffset instant, TimeSpan jitter, CronPattern pattern)
    {
        if (jitter <= TimeSpan.Zero) return instant;
        var room = pattern.NextAfter(instant) is { } next ? next - instant - TimeSpan.FromSeconds(1) : jitter;
        var longest = room < jitter ? room : jitter;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{plan.Value}\n{instant.ToUnixTimeSeconds()}")), hash);
        var fraction = BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)uint.MaxValue;
        return instant + TimeSpan.FromSeconds(Math.Floor(longest.TotalSeconds * fraction));
    }
}

/// <summary>An instant of a schedule: the nominal time, and when the run starts (after jitter).</summary>
public sealed record PlanInstant(DateTimeOffset Nominal, DateTimeOffset Start);
