using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>Carries out what an activity's provider says (<c>chaoslib.activity.run_activity</c>).</summary>
internal static class ProviderCall
{
    /// <returns>The output of the activity.</returns>
    /// <exception cref="ActivityFailedException">It could not be carried out; the run goes on.</exception>
    /// <exception cref="ExperimentErrorException">It makes no sense; the run is aborted.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static Task<DataNode> RunAsync(DataNode.Mapping activity, NativeContext context, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (activity["provider"] is not DataNode.Mapping provider) throw new ExperimentErrorException("The activity has no provider.");
        return (provider["type"] as DataNode.Text)?.Value switch
        {
            "process" => ProcessActivity.RunAsync(provider, context, stop),
            "http" => HttpActivity.RunAsync(provider, context, stop),
            "python" => throw new ExperimentErrorException("A Python activity needs the Chaos Toolkit itself."),
            _ => Task.FromResult<DataNode>(DataNode.None), // the Chaos Toolkit does nothing for a provider it does not know
        };
    }
}
