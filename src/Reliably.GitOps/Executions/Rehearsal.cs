using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Plays an experiment that does nothing, so that the runtime has loaded and compiled what a run needs by the time a real one is read.
/// Starts no process, makes no file, says nothing.
/// </summary>
internal static class Rehearsal
{
    public static async Task PlayAsync()
    {
        var source = DataNode.Mapping.Create(("title", DataNode.Of("")), ("description", DataNode.Of("")), ("method", DataNode.Sequence.Empty));
        var order = new ExecutionOrder
        {
            Id = ExecutionId.Create(DateTimeOffset.UnixEpoch, 0),
            Experiment = new()
            {
                Slug = Slug.Parse("rehearsal"),
                Path = "rehearsal.json",
                Experiment = ExperimentReader.Read(source),
                Content = default,
                Extension = ".json",
                ContentHash = ContentHash.Of(source),
            },
            Trigger = TriggerKind.Command,
            Options = new() { Runner = RunnerChoice.Native },
        };
        var surroundings = new ExecutionSurroundings
        {
            Grants = RepositoryGrants.None,
            UnderServe = false,
            Variables = new Dictionary<string, string>(),
            RunsFolder = "/",
            WorkingFolder = "/",
        };
        using var control = new RunControl(TimeProvider.System);
        await new ExperimentExecution(surroundings).RunAsync(order, new Silence(), control);
    }

    private sealed class Silence : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            // Nobody watches a rehearsal.
        }
    }
}
