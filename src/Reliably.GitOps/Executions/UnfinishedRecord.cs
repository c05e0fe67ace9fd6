using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Containers;

namespace Reliably.GitOps.Executions;

/// <summary>Records of executions that have no end, or never began.</summary>
internal static class UnfinishedRecord
{
    private const string Began = "started";

    /// <summary>The record that is on disk before the run. What it says becomes true if the service ends before the run does.</summary>
    public static ExecutionRecord Of(ExecutionOrder order, DateTimeOffset now) => new()
    {
        Id = order.Id,
        Experiment = order.Experiment.Slug,
        ExperimentPath = order.Experiment.Path,
        Title = order.Experiment.Experiment.Title,
        ContentHash = order.Experiment.ContentHash,
        Commit = order.Commit,
        Plan = order.Plan,
        PlanHash = order.PlanHash,
        Instant = order.Instant,
        Environment = order.Environment?.Slug,
        Deployment = order.Deployment,
        RollbackStrategy = RunStrategies.Rollback(order),
        HypothesisStrategy = RunStrategies.Hypothesis(order),
        Trigger = order.Trigger,
        Actor = order.Actor,
        PullRequest = order.PullRequest,
        Start = now,
        End = now,
        Verdict = Verdict.Interrupted,
        VerdictReason = "The service ended before the experiment began.",
    };

    /// <summary>What runs its container; null for a run without one.</summary>
    public static ContainerEngine? EngineOf(ExecutionRecord record)
    {
        foreach (var engine in Enum.GetValues<ContainerEngine>())
        {
            if (record.Events.Any(item => item.Kind == ContainerCli.NameOf(engine))) return engine;
        }

        return null;
    }

    /// <summary>True once the experiment itself was started.</summary>
    public static bool HasBegun(ExecutionRecord record) => record.Events.Any(static item => item.Kind == Began);

    public static ExecutionRecord Started(ExecutionOrder order, DateTimeOffset now) => Of(order, now) with
    {
        VerdictReason = "The service ended while the experiment ran. What it had changed may still be changed: its rollbacks were not played.",
        Events = order.DeploymentDocument is Deployment.Container { Settings: var container }
            ? [new(now, Began, "The experiment was started."), new(now, ContainerCli.NameOf(container.Engine), $"It runs in a container of {container.Image}.")]
            : [new(now, Began, "The experiment was started.")],
    };

    /// <summary>What is published of a run that the service did not survive.</summary>
    public static ExecutedRun Interrupted(ExecutionRecord record, int ended, Undoing? undoing, DateTimeOffset now)
    {
        var events = ended == 0 ? record.Events : record.Events.Add(Killed(ended, now));
        return new(
            record with
            {
                Start = record.Start > now ? now : record.Start,
                End = now,
                VerdictReason = undoing is null ? record.VerdictReason : "The service ended while the experiment ran. " + undoing.Sentence,
                Events = events.AddRange(undoing?.Events ?? []),
            },
            null);
    }

    /// <summary>The same with the journal that the engine finished by itself, or with the reason why it is withheld.</summary>
    public static ExecutedRun WithJournal(ExecutedRun run, LeftJournal left, DateTimeOffset now)
    {
        var journal = left.Journal is { } kept ? Journal.Read(kept) : null;
        var record = run.Record with
        {
            Start = journal?.Start ?? run.Record.Start,
            End = journal?.End ?? run.Record.End,
            Status = journal?.Status,
            Deviated = journal?.Deviated ?? false,
            MaskedValues = left.MaskedValues,
            JournalWithheld = left.Withheld is not null,
            Events = left.Withheld is { } why ? run.Record.Events.Add(new(now, "withheld", why)) : run.Record.Events,
        };
        return new(record, left.Journal is null ? null : JsonWriter.Indented(left.Journal));
    }

    public static ExecutionEvent Killed(int processes, DateTimeOffset now) => new(now, "ended", $"{processes} processes of it were still running and were ended.");

    /// <summary>What is published of an experiment that did not get its turn.</summary>
    public static ExecutedRun NotRun(ExecutionOrder order, Verdict verdict, string reason, DateTimeOffset now) =>
        new(Of(order, now) with { Verdict = verdict, VerdictReason = reason }, null);
}
