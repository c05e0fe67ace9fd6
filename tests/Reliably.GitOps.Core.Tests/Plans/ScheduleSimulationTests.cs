using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Reliably.GitOps.Plans;

/// <summary>Schedules over simulated time, from printed seeds. <c>RELIABLY_TEST_SCALE</c> multiplies the work.</summary>
public class ScheduleSimulationTests(ITestOutputHelper output)
{
    private static readonly string[] Zones = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata", "Africa/Casablanca"];
    private static readonly string[] Patterns = ["0 3 * * 1-5", "30 2 * * *", "*/20 * * * *", "@daily", "@hourly", "0 0 1 * *", "15 1-3 * * *", "59 23 * 2,3,10,11 0"];

    private static int Scale => int.Parse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void A_service_that_is_always_up_starts_every_instant_once()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 4 * Scale; round++)
        {
            var plan = PlanWorld.Cron("p", Patterns[random.Next(Patterns.Length)], Zones[random.Next(Zones.Length)], jitter: random.Next(2) == 0 ? "0:00" : "0:11");
            var world = new PlanWorld("2026-01-01T00:00:00Z") { Now = PlanWorld.At("2026-01-01T00:00:00Z").AddMinutes(random.Next(400_000)) };
            world.AliveSince = world.Now;
            var start = world.Now;
            world.Push(CommitArrival.Unknown, plan);
            var started = new List<DateTimeOffset>();
            for (var looks = 0; looks < 400; looks++)
            {
                // It sleeps until the next start, and looks in between for other reasons.
                var next = world.NextStart!.Value;
                next.ShouldBeGreaterThan(world.Now);
                world.Now = random.Next(3) == 0 ? world.Now + ((next - world.Now) * random.NextDouble()) : next.AddMilliseconds(random.Next(900));
                started.AddRange(world.Decide(CommitArrival.None).Due.Select(static due => due.Instant!.Value));
            }

            var expected = PlanClock.After(plan, start).TakeWhile(instant => instant.Start <= world.Now).Select(static instant => instant.Nominal).ToList();
            started.ShouldBe(expected, $"round {round}: {plan.Schedule}");
        }
    }

    [Fact]
    public void A_service_that_comes_and_goes_starts_no_instant_twice_and_none_that_is_not_one()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 4 * Scale; round++)
        {
            var plan = PlanWorld.Cron("p", Patterns[random.Next(Patterns.Length)], Zones[random.Next(Zones.Length)], (MissedPolicy)random.Next(2), "0:07");
            var world = new PlanWorld("2026-02-01T00:00:00Z");
            world.Push(CommitArrival.Unknown, plan);
            var keys = new HashSet<string>();
            for (var looks = 0; looks < 300; looks++)
            {
                world.Now += TimeSpan.FromMinutes(Math.Pow(10, random.NextDouble() * 4));
                if (random.Next(3) == 0) world.AliveSince = world.Now;
                foreach (var due in world.Decide(CommitArrival.None).Due)
                {
                    keys.Add(due.ClaimKey).ShouldBeTrue();
                    PlanClock.After(plan, due.Instant!.Value.AddSeconds(-1)).First().Nominal.ShouldBe(due.Instant.Value);
                }
            }
        }
    }

    [Fact]
    public void The_newest_instant_found_by_bisection_is_the_one_found_by_walking() =>
        Prop.ForAll(
            Gen.Choose(0, Patterns.Length - 1).ToArbitrary(),
            Gen.Choose(0, 527_000).ToArbitrary(),
            Gen.Choose(0, 3000).ToArbitrary(),
            static (which, minute, length) =>
            {
                var pattern = CronPattern.Parse(Patterns[which], Zones[which % Zones.Length]);
                var floor = PlanWorld.At("2026-01-01T00:00:00Z").AddMinutes(minute);
                var now = floor.AddMinutes(length);
                DateTimeOffset? walked = null;
                for (var next = pattern.NextAfter(floor); next <= now; next = pattern.NextAfter(next!.Value)) walked = next;
                return pattern.NewestAt(now, floor) == walked;
            }).QuickCheckThrowOnFailure();
}
