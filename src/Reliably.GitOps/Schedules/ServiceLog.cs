using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Schedules;

/// <summary>What the service says, as one line each with the time in UTC.</summary>
internal sealed class ServiceLog(TextWriter writer, TimeProvider clock) : IProgress<ServiceEvent>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> said = new(StringComparer.Ordinal);

    public void Report(ServiceEvent value)
    {
        if (LineOf(value) is not { } text) return;
        var line = HarmlessText.InLine(text);
        lock (gate)
        {
            // The same trouble, or the same wait, is said once until something else is.
            if (value is ServiceEvent.Idle or ServiceEvent.Problem && said.GetValueOrDefault(value.Repository + value.GetType().Name) == line) return;
            if (value is ServiceEvent.Recovered) said.Remove(value.Repository + nameof(ServiceEvent.Problem));
            said[value.Repository + value.GetType().Name] = line;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {line}"));
            writer.Flush();
        }
    }

    private static string? LineOf(ServiceEvent value) => value switch
    {
        ServiceEvent.RepositoryRead read => $"read     {read.Repository} at {read.Commit.Short}: {CountOf(read)}",
        ServiceEvent.PlansWaiting waiting => $"waiting  {string.Join(", ", waiting.Plans)}: there before the service looked; 'reliably plan trigger NAME' or a new commit starts them",
        ServiceEvent.ExecutionStarted { Order: var order } => $"start    {order.Id} {order.Experiment.Slug}{PlanOf(order)}",
        ServiceEvent.ExecutionProgress { Event: RunEvent.ActivityEnded ended, Order: var order } => $"activity {order.Id} {ended.Name}: {(ended.Succeeded ? "done" : "failed")}{(ended.ToleranceMet is { } met ? met ? ", as expected" : ", not as expected" : "")}",
        ServiceEvent.ExecutionProgress { Event: RunEvent.Intervened { Event.Kind: not "rollback" } intervened, Order: var order } => $"{WordOf(intervened.Event.Kind)} {order.Id} {intervened.Event.Line}",
        ServiceEvent.ExecutionEnded { Record: var record } => $"end      {record.Id} {record.Experiment}: {Verdicts.NameOf(record.Verdict)} - {record.VerdictReason}",
        ServiceEvent.Published { Executions.IsEmpty: true } published => $"publish  {published.Commit.Short}: what the new day changed",
        ServiceEvent.Published published => $"publish  {published.Commit.Short}: {string.Join(", ", published.Executions)}",
        ServiceEvent.PlanSkipped skipped => $"skip     {skipped.Plan}: {skipped.Reason}",
        ServiceEvent.EmergencyChanged changed => $"halt     {changed.Repository}: {changed.Sentence ?? "The emergency stop was removed from the branch."}",
        ServiceEvent.CommandAnswered command => $"command  {command.Repository}#{command.Number} {command.Actor}: '{command.Command}': {command.Decision}",
        ServiceEvent.PullRequestReviewed review => $"review   {review.Repository}#{review.Number} at {review.Head.Short}: {review.Verdict}",
        ServiceEvent.MergeGroupReviewed group => $"review   {group.Repository} merge group {group.Head.Short}: {group.Verdict}",
        ServiceEvent.PullRequestNote note => $"note     {note.Sentence}",
        ServiceEvent.PullRequestsWatched watched => $"watch    Watching pull requests: {watched.How}",
        ServiceEvent.Idle { NextStart: { } next } => string.Create(CultureInfo.InvariantCulture, $"idle     {value.Repository}: next start {next.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
        ServiceEvent.Idle => $"idle     {value.Repository}: nothing is scheduled",
        ServiceEvent.Recovered recovered => $"again    {recovered.Sentence}",
        ServiceEvent.Problem problem => $"problem  {problem.Message} {problem.WhatToDo}",
        _ => null,
    };

    /// <summary>The first column: what changes the course of a run by its own name, what a guard says as such.</summary>
    private static string WordOf(string kind) => kind switch
    {
        "paused" => "pause   ",
        "resumed" => "resume  ",
        "stopped" or "timeout" => "stop    ",
        "killed" => "kill    ",
        "rollbacks" => "rollback",
        "runner" => "runner  ",
        _ => "guard   ",
    };

    private static string CountOf(ServiceEvent.RepositoryRead read) => read.Diagnostics.Count(static finding => finding.Severity == Severity.Error) switch
    {
        0 => "no errors",
        1 => "1 error",
        var count => $"{count} errors",
    };

    private static string PlanOf(ExecutionOrder order) => order.Plan is { } plan ? $" (plan {plan}, {ExecutionRecordJson.NameOf(order.Trigger)}{(order.Actor is { } actor ? " by " + actor : "")})" : "";
}
