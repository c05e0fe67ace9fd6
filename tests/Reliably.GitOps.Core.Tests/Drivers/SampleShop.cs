using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Drivers;

/// <summary>The repository of a shop after three weeks of experiments: scores of every letter, old and fresh, titles that misbehave.</summary>
internal static class SampleShop
{
    public static DateTimeOffset Now { get; } = Records.Time("2026-11-22T12:00:00Z");

    private static readonly (string Slug, string Title, string Executions, int DaysAgo)[] Experiments =
    [
        ("checkout/replica-loss", "Checkout survives losing a replica", "PPPPPPPPPPPP", 0),
        ("checkout/both-replicas", "Losing both replicas is noticed within a minute and the rollback restarts them", "DDDDD", 0),
        ("checkout/latency-budget", "Checkout stays within its latency budget while a replica is slow", "PPPPPPPPDD", 1),
        ("search/index-rebuild", "Search answers while its index is rebuilt", "PPFPPPPWPP", 3),
        ("search/stale-cache", "Search serves from a stale cache when the index is away", "P", 0),
        ("payments/provider-timeout", "A slow payment provider does not hold baskets", "DPPDPP", 5),
        ("payments/ledger-failover", "Ledger fails over without losing a booking", "PPPPPPPPPP", 8),
        ("platform/dns", "Names resolve while one resolver is gone", "PPPP", 12),
        ("platform/disk-full", "A full disk stops nothing but uploads", "BBBB", 2),
        ("platform/clock-skew", "Tokens are still valid when a clock is two minutes off", "IIPPNN", 1),
        ("incidents/alarm", "An incident should be opened when users fail to get the data they requested from our application", "DP", 0),
        ("weird/unicode", "Überlast 日本語 🙂 `code` | pipe <img src=x onerror=alert(1)> [a](javascript:alert(1)) @ada **bold** $x$ #12", "PDF", 0),
        ("plan/from-template", "Process termination of app=checkout", "PPP", 27),
        ("new/never-ran", "This one was merged an hour ago", "", 0),
        ("new/also-never-ran", "And this one, too", "", 0),
    ];

    public static RepositorySnapshot Snapshot { get; } = new()
    {
        Experiments = Experiments.Select(static row => PublishedRepository.Document(row.Slug, row.Title)).ToImmutableSortedDictionary(static document => document.Slug, static document => document),
    };

    public static PublishedRepository Published()
    {
        var repository = new PublishedRepository(Snapshot);
        repository.Publish(Now, [.. Runs]);
        return repository;
    }

    public static ImmutableArray<ExecutedRun> Runs => All.Value;

    private static readonly Lazy<ImmutableArray<ExecutedRun>> All = new(() => [.. Tell()]);

    private static IEnumerable<ExecutedRun> Tell()
    {
        var number = 0;
        foreach (var (slug, title, executions, daysAgo) in Experiments)
        {
            for (var i = 0; i < executions.Length; i++)
            {
                var start = Now.AddDays(-daysAgo - ((executions.Length - 1 - i) * 1.7)).AddMinutes(-7 * ++number);
                yield return Run(executions[i], slug, title, start, number);
            }
        }
    }

    private static ExecutedRun Run(char how, string slug, string title, DateTimeOffset start, int number)
    {
        var story = JournalBuilder.At(start.ToString("o")).Titled(title);
        Tell(story, how);
        var journal = story.ToJournal();
        var decision = Verdicts.Decide(journal, new() { InterruptedReason = "ada asked to stop it: the sale begins." });
        var record = Records.Of(decision.Verdict, start.ToString("o"), slug, number) with
        {
            Title = title,
            Status = journal.Status,
            Deviated = journal.Deviated,
            VerdictReason = decision.Reason,
            End = journal.End!.Value,
            MaskedValues = number % 4,
            Events = how == 'I' ? [new(start.AddSeconds(4), "stop", "the sale begins", "ada")] : [],
            Trigger = number % 5 == 0 ? TriggerKind.Manual : TriggerKind.Cron,
            Actor = number % 5 == 0 ? "ada" : null,
        };
        return new(record, story.ToText());
    }

    private static void Tell(JournalBuilder story, char how)
    {
        if (how == 'B')
        {
            story.Before(false, story.Probe(answered: 500, met: false)).Skipped(story.Action());
            return;
        }

        story.Before(true, story.Probe(), story.Probe("orders are booked", 201)).Waits(0.3);
        if (how == 'W') story.During(true, story.Probe()).During(false, story.Probe(answered: 502, met: false)).During(true, story.Probe());
        story.Ran(Loads(story)).Waits(2);
        if (how == 'I')
        {
            story.Ran(story.Action(outcome: null)).Ended("interrupted");
            return;
        }

        story.Ran(Kills(story, how)).Waits(5).Ran(Reads(story));
        story.After(how != 'D', story.Probe(answered: how == 'D' ? 503 : 200, met: how != 'D'));
        story.RolledBack(story.Action("restart the replica"));
    }

    private static DataNode Loads(JournalBuilder story) => story.Activity(
        "action", "load traffic into the shop", """{"type": "process", "path": "oha", "arguments": {"-z": "3s", "-c": 20, "--url": "http://127.0.0.1:8080/basket"}, "timeout": 30}""",
        null, $$"""{"status": 0, "stdout": {{JsonWriter.Compact(DataNode.Of("Summary:\n  Success rate: 100.00%\n  Requests/sec: 1412.7\n\n```\n</details><script>alert(1)</script>\n"))}}, "stderr": "warning: clock is coarse\n"}""", "succeeded", null);

    private static DataNode Kills(JournalBuilder story, char how)
    {
        var action = (DataNode.Mapping)story.Action(outcome: how is 'F' or 'N' ? "failed" : "succeeded");
        var activity = ((DataNode.Mapping)action["activity"]!).With("pauses", DataNode.Mapping.Create(("before", DataNode.Of(2)), ("after", DataNode.Of(5))));
        return how == 'N' ? story.Activity("action", "kill a replica", """{"type": "process", "path": "pkill"}""", null, "{}", "failed", null) : action.With("activity", activity);
    }

    private static DataNode Reads(JournalBuilder story) => story.Activity(
        "probe", "read the log of the replica since it was killed", """{"type": "process", "path": "tail", "arguments": ["-n", "400", "/var/log/replica-2.log"]}""",
        null, $$"""{"status": 0, "stdout": {{JsonWriter.Compact(DataNode.Of(string.Concat(Enumerable.Range(1, 400).Select(static i => $"03:00:{i % 60:00} replica-2 GET /basket/{i} 200 {i % 17} ms\n"))))}}, "stderr": ""}""", "succeeded", null);
}
