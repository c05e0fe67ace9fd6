using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Git;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Keeps what stands in the way of a repository's runs at what its watched branch says: its guardrails, and the file <c>EMERGENCY_STOP</c>. While
/// the remote cannot be reached, the newest that is known holds.
/// </summary>
internal sealed class BranchGuards(BareMirror mirror, RunObstacles obstacles, string branch, TimeProvider clock, Action<ServiceEvent> say)
{
    /// <summary>Time between two looks at the remote while something runs: an emergency stop has effect within five seconds.</summary>
    private static readonly TimeSpan WhileRunning = TimeSpan.FromSeconds(2);

    private CommitSha? seen;

    /// <summary>Time to the next look.</summary>
    public static TimeSpan Interval(TimeSpan usual, bool running) => running && WhileRunning < usual ? WhileRunning : usual;

    public async Task SeeAsync(RepositorySnapshot snapshot, CancellationToken stop)
    {
        obstacles.Guardrails = snapshot.Settings.Guardrails;
        if (snapshot.Commit is { } commit) await SeeAsync(commit, stop);
    }

    /// <summary>Looks at the branch, and at nothing else of it, until some runs have ended.</summary>
    public async Task WatchAsync(Task runs, CancellationToken stop)
    {
        while (await Task.WhenAny(runs, Task.Delay(WhileRunning, clock, stop)) != runs && !stop.IsCancellationRequested)
        {
            try
            {
                if (await mirror.FetchAsync(branch, stop) is { } commit) await SeeAsync(commit, stop);
            }
            catch (Exception exception) when (exception is CannotRunException or OperationCanceledException)
            {
                // The next look comes soon; whoever publishes says what is wrong with the remote.
            }
        }

        await runs;
    }

    private async Task SeeAsync(CommitSha commit, CancellationToken stop)
    {
        if (seen == commit) return;
        var file = await mirror.Objects.ReadAsync($"{commit}:{EmergencyStop.FileName}", stop);
        var ordered = file is { } content ? EmergencyStop.OfRepositoryFile(content.Span, $"remove the file {EmergencyStop.FileName} from the branch '{branch}'") : null;
        if (ordered != obstacles.Ordered) say(new ServiceEvent.EmergencyChanged(ordered?.Sentence));
        (obstacles.Ordered, seen) = (ordered, commit);
    }
}
