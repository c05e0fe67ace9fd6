using System.Collections.Immutable;
using Reliably.GitOps.Dashboard;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Demo;

/// <summary>What the service says during a demonstration, told to the person who watches, and counted.</summary>
internal sealed class DemoProgress(Terminal terminal, DemoOptions options, LiveExecutions live, Action published) : IProgress<ServiceEvent>
{
    private readonly Lock gate = new();
    private readonly RunPrinter printer = new(terminal);
    private ExecutionId? under;
    private string? trouble;

    /// <summary>Verdicts of the executions that have ended, in their order.</summary>
    public ImmutableArray<Verdict> Verdicts { get; private set; } = [];

    /// <summary>Executions that have been published.</summary>
    public int Published { get; private set; }

    public int Problems { get; private set; }

    public void Report(ServiceEvent value)
    {
        Show(value);
        lock (gate) Tell(value);
        if (value is ServiceEvent.Published) published();
    }

    public void Say(string text)
    {
        lock (gate)
        {
            if (!options.Quiet) printer.Line(text);
        }
    }

    /// <summary>What the live page knows.</summary>
    private void Show(ServiceEvent happened)
    {
        switch (happened)
        {
            case ServiceEvent.ExecutionStarted started: live.Start(started.Order, terminal.Clock.GetUtcNow()); break;
            case ServiceEvent.ExecutionProgress progress: live.Report(progress.Order.Id, progress.Event); break;
            case ServiceEvent.ExecutionEnded ended: live.End(ended.Record); break;
        }
    }

    private void Tell(ServiceEvent happened)
    {
        if (happened is ServiceEvent.RepositoryRead or ServiceEvent.Published) trouble = null;
        switch (happened)
        {
            case ServiceEvent.ExecutionEnded ended: End(ended.Record); break;
            case ServiceEvent.Published publication:
                Published += publication.Executions.Length;
                if (!options.Quiet) printer.Line(printer.Paint(Ink.Good, "published ") + $"{Count(publication.Executions.Length)} as commit {publication.Commit.Short}");
                break;
            case ServiceEvent.Problem problem: Complain(problem); break;
            case not null when options.Quiet: break;
            case ServiceEvent.ExecutionStarted { Order: var order }:
                under = order.Id;
                printer.Title(order.Experiment.Experiment.Title, $"{order.Experiment.Slug}, plan {order.Plan}");
                break;
            case ServiceEvent.ExecutionProgress progress: printer.Show(progress.Event); break;
            case ServiceEvent.PlanSkipped skipped: printer.Line($"plan {skipped.Plan} is skipped: {skipped.Reason}"); break;
        }
    }

    private void End(ExecutionRecord record)
    {
        Verdicts = Verdicts.Add(record.Verdict);
        if (options.Quiet) return;
        // An execution that ended without having begun (the service was stopped, a secret is not granted) has had no title yet.
        if (under != record.Id) printer.Title(record.Title, $"{record.Experiment}, plan {record.Plan}");
        under = null;
        printer.End(record);
    }

    private static string Count(int executions) => executions == 1 ? "1 execution" : $"{executions} executions";

    private void Complain(ServiceEvent.Problem problem)
    {
        Problems++;
        // The service tries again and again; the same trouble is said once until something else happens.
        if (problem.Message == trouble) return;
        trouble = problem.Message;
        printer.Line(printer.Paint(Ink.Bad, "reliably: " + problem.Message));
        printer.Line("  " + problem.WhatToDo);
    }
}
