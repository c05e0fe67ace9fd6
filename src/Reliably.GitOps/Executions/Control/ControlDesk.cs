namespace Reliably.GitOps.Executions.Control;

/// <summary>Answers what is asked of the executions of this process.</summary>
internal sealed class ControlDesk(RunningExecutions running)
{
    public ControlReply Answer(ControlRequest request)
    {
        if (request.Verb == ControlVerb.List) return new() { Answer = new(true, "These run."), Executions = [.. running.All.Select(Listed)] };
        var meant = running.All.FirstOrDefault(item => item.Order.Id.Value == request.Execution);
        return new() { Answer = meant is null ? new(false, $"{request.Execution} has ended.") : Carry(meant.Control, request) };
    }

    private static ControlAnswer Carry(RunControl control, ControlRequest request) => request.Verb switch
    {
        ControlVerb.Stop => control.Stop(new() { Who = request.Who, Why = request.Why, Rollbacks = request.Rollbacks }),
        ControlVerb.Pause => control.Pause(request.For, request.Who, request.Why),
        _ => control.Resume(request.Who, request.Why),
    };

    private static ListedExecution Listed(RunningExecution item) => new()
    {
        Id = item.Order.Id,
        Experiment = item.Order.Experiment.Slug.Value,
        Plan = item.Order.Plan?.Value,
        Started = item.Started,
        Status = item.Control.Status,
    };
}
