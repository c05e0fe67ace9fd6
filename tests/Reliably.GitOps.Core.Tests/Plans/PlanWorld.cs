using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>A repository with plans, a service that decides on it and records what it decided.</summary>
internal sealed class PlanWorld
{
    private int commits;

    public PlanWorld(string now) => AliveSince = Now = At(now);

    public DateTimeOffset Now { get; set; }

    public DateTimeOffset AliveSince { get; set; }

    public PlanHistory History { get; set; } = PlanHistory.Empty;

    public RepositorySnapshot Snapshot { get; private set; } = new() { Commit = CommitSha.Parse(new string('0', 40)) };

    public DateTimeOffset? NextStart { get; private set; }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    public static Plan Plan(string slug, Schedule schedule, string hash = "1") => new()
    {
        Slug = Slug.Parse(slug),
        Path = $"plans/{slug}.yaml",
        Title = slug,
        Experiments = [Slug.Parse("e")],
        Schedule = schedule,
        ContentHash = hash,
    };

    public static Plan Cron(string slug, string pattern, string zone = "UTC", MissedPolicy missed = MissedPolicy.Skip, string jitter = "0:00") =>
        Plan(slug, new Schedule.Cron(pattern, zone) { Missed = missed, Jitter = TimeSpan.Parse(jitter, System.Globalization.CultureInfo.InvariantCulture) });

    /// <summary>A new commit with these plans; returns what is started.</summary>
    public ImmutableArray<DuePlan> Push(CommitArrival arrival, params Plan[] plans) => Push(arrival, "h1", plans);

    public ImmutableArray<DuePlan> Push(CommitArrival arrival, string experimentHash, params Plan[] plans)
    {
        var experiment = new ExperimentDocument
        {
            Slug = Slug.Parse("e"),
            Path = "experiments/e.yaml",
            Experiment = new() { Source = DataNode.Mapping.Empty, Title = "e" },
            Content = default,
            Extension = ".yaml",
            ContentHash = experimentHash,
        };
        Snapshot = Snapshot with
        {
            Commit = CommitSha.Parse((++commits).ToString("x40", System.Globalization.CultureInfo.InvariantCulture)),
            Plans = plans.ToImmutableSortedDictionary(static plan => plan.Slug, static plan => plan),
            Experiments = ImmutableSortedDictionary<Slug, ExperimentDocument>.Empty.Add(experiment.Slug, experiment),
        };
        return Decide(arrival).Due;
    }

    public void RunAtFirstContact() => Snapshot = Snapshot with { Settings = new RepositorySettings { RunAtFirstContact = true } };

    public ImmutableArray<DuePlan> LookAt(string now)
    {
        Now = At(now);
        return Decide(CommitArrival.None).Due;
    }

    public ImmutableArray<DuePlan> RestartAt(string now)
    {
        AliveSince = At(now);
        return LookAt(now);
    }

    public DueDecision Decide(CommitArrival arrival, params TriggerRequest[] requests)
    {
        var input = new DueInput { Snapshot = Snapshot, History = History, Now = Now, AliveSince = AliveSince, Arrival = arrival, Requests = [.. requests] };
        var decision = DuePlans.Decide(input);
        History = PlanHistoryJson.Read(PlanHistoryJson.Write(decision.History));
        NextStart = decision.NextStart;
        DuePlans.Decide(input with { History = History, Arrival = CommitArrival.None, Requests = [] }).Due.ShouldBeEmpty("deciding again after recording starts nothing");
        return decision;
    }
}
