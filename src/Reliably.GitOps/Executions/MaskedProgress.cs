namespace Reliably.GitOps.Executions;

/// <summary>Passes events on without secrets. Reports come from several threads, one after the other to whoever listens.</summary>
internal sealed class MaskedProgress(IProgress<RunEvent> listener, SecretMask mask) : IProgress<RunEvent>
{
    private static readonly string[] Statuses = ["completed", "failed", "aborted", "interrupted", "deviated"];

    private static readonly string[] Courses = ["running", "paused", "stopping", "rolling back"];

    private readonly Lock gate = new();

    public void Report(RunEvent value)
    {
        var masked = value switch
        {
            RunEvent.ExperimentStarted started => started with { Title = mask.Apply(started.Title) },
            RunEvent.ActivityStarted started => started with { Type = started.Type is "probe" or "action" ? started.Type : mask.Apply(started.Type), Name = mask.Apply(started.Name) },
            RunEvent.ActivityEnded ended => ended with { Name = mask.Apply(ended.Name) },
            RunEvent.ExperimentEnded ended when !Statuses.Contains(ended.Status) => ended with { Status = mask.Apply(ended.Status) },
            RunEvent.Intervened intervened => intervened with
            {
                Event = intervened.Event with { Detail = mask.Apply(intervened.Event.Detail), Actor = intervened.Event.Actor is { } who ? mask.Apply(who) : null },
                Status = Courses.Contains(intervened.Status) ? intervened.Status : mask.Apply(intervened.Status),
            },
            RunEvent.LogLine line => line with { Text = mask.Apply(line.Text) },
            _ => value,
        };
        lock (gate) listener.Report(masked);
    }
}
