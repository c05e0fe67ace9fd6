using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Writes runs to <c>refs/reliably/pr/&lt;n&gt;</c>: a commit on top of the reference's newest, forward only; when somebody was quicker, decided
/// again. Old runs are removed by a commit, and a reference with its last one.
/// </summary>
internal sealed class RunPublisher(GitCli git, GitRemote remote, string folder, TimeProvider clock)
{
    private const int MostRaces = 20;
    private const string Executions = "reports/executions";

    /// <summary>Publishes runs of one pull request; what is there already changes nothing.</summary>
    /// <returns>The commit that holds them.</returns>
    /// <exception cref="CannotRunException">The remote cannot be reached, or does not take it.</exception>
    public async Task<CommitSha> PublishAsync(int number, ImmutableArray<ExecutedRun> runs, long journalLimit, CancellationToken stop)
    {
        await using var mirror = await BareMirror.OpenAsync(git, remote, folder, stop);
        for (var race = 0; race < MostRaces; race++)
        {
            var newest = await mirror.FetchRefAsync(RunPublication.RefOf(number), stop);
            var published = newest is { } commit ? await RecordsAsync(mirror, commit, stop) : [];
            var known = published.Select(static record => record.Id).ToHashSet();
            if (newest is { } same && runs.All(run => known.Contains(run.Record.Id))) return same;
            if (await TryAsync(mirror, number, newest, RunPublication.Decide(number, runs, published, journalLimit), stop) is { } written) return written;
        }

        throw new CannotRunException($"{MostRaces} pushes to '{RunPublication.RefOf(number)}' lost the race against others.", "It is tried again.");
    }

    /// <summary>Removes runs that are old, of all pull requests.</summary>
    /// <returns>How many references were changed or removed.</returns>
    public async Task<int> CleanAsync(CancellationToken stop)
    {
        await using var mirror = await BareMirror.OpenAsync(git, remote, folder, stop);
        var changed = 0;
        foreach (var (name, newest) in await mirror.RefsAsync(RunPublication.Root, stop))
        {
            if (!int.TryParse(name[RunPublication.Root.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            if (await mirror.FetchRefAsync(name, stop) != newest) continue; // somebody writes there now
            var paths = await mirror.PathsAsync(newest, Executions, stop);
            if (RunPublication.Clean(number, paths, await RecordsAsync(mirror, newest, stop), clock.GetUtcNow()) is not { } removal) continue;
            if (removal.Commit is { } next) await TryAsync(mirror, number, newest, next, stop);
            else Expect(name, await mirror.RemoveRefAsync(name, newest, stop));
            changed++;
        }

        await mirror.CollectAsync(stop);
        return changed;
    }

    /// <summary>One attempt; null where somebody else pushed first.</summary>
    private async Task<CommitSha?> TryAsync(BareMirror mirror, int number, CommitSha? newest, Publication publication, CancellationToken stop)
    {
        var draft = new CommitDraft { Parent = newest, Files = publication.Files, Removed = publication.Removed, Message = publication.Message, Now = clock.GetUtcNow() };
        var commit = await mirror.CommitAsync(draft, stop);
        if (commit == newest) return commit;
        var name = RunPublication.RefOf(number);
        return Expect(name, await mirror.PushRefAsync(commit, name, stop)) ? commit : null;
    }

    private static bool Expect(string name, PushOutcome outcome) => outcome switch
    {
        PushOutcome.Pushed => true,
        PushOutcome.LostRace => false,
        PushOutcome.Refused refused => throw new CannotRunException(
            $"The remote refuses the push to '{name}': {refused.Reason}", "Allow the service to write references below refs/reliably/ (contents: write). What is to be published is kept and tried again."),
        _ => throw new InvalidOperationException($"Unknown outcome of a push: {outcome}."),
    };

    /// <summary>A record that somebody damaged is left out of the list.</summary>
    private static async Task<ImmutableArray<ExecutionRecord>> RecordsAsync(BareMirror mirror, CommitSha commit, CancellationToken stop)
    {
        var records = ImmutableArray.CreateBuilder<ExecutionRecord>();
        foreach (var id in RunPublication.ExecutionsIn(await mirror.PathsAsync(commit, Executions, stop)))
        {
            if (await mirror.Objects.ReadAsync($"{commit}:{ReportPaths.Record(id)}", stop) is not { } content) continue;
            try
            {
                records.Add(ExecutionRecordJson.Read(Encoding.UTF8.GetString(content.Span)));
            }
            catch (FormatException)
            {
                // git's history still has it
            }
        }

        return records.ToImmutable();
    }
}
