using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>Everything that the pull requests of one repository need; made once for each watched repository on GitHub.</summary>
internal sealed record PullRequestSite
{
    public required GitHubRepository Repository { get; init; }

    public required GitHubAddress Address { get; init; }

    public required GitHubIdentity Self { get; init; }

    public required WatchedRepository Watched { get; init; }

    public required GitCli Git { get; init; }

    /// <summary>The repository as git reaches it, with a token that is renewed by itself.</summary>
    public required GitRemote Remote { get; init; }

    /// <summary>Folder of the pull requests of this repository, in the data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The service's data folder: the audit log is one for all repositories.</summary>
    public required string Data { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Told, in a sentence, what an operator may want to know: a line of the service's log.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>What runs in the whole service, with its control.</summary>
    public required RunningExecutions Running { get; init; }

    /// <summary>What the repository's own worker works with: mirror, books, outbox, engine, what stands in the way of runs.</summary>
    public required WorkerParts Parts { get; init; }

    /// <summary>Told that GitHub calls the repository by another name now.</summary>
    public Action Renamed { get; init; } = static () => { };

    /// <summary>The same of every watched branch of this repository: its pull requests are one lot, and so are its reports.</summary>
    public IReadOnlyList<WorkerParts> Branches { get => field ?? [Parts]; init; }

    public required ServerConfiguration Configuration { get; init; }

    public required ServiceSurroundings Surroundings { get; init; }

    /// <summary>Whether the service made a change of reports, by the books of any of its branches.</summary>
    public bool IsOwn(ReportStep step) => Branches.Any(parts => parts.Own.Has(step));
}
