using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>A command that may be carried out.</summary>
internal sealed record CommandCall
{
    /// <summary>Number of the pull request or issue.</summary>
    public required int Number { get; init; }

    public required CommandComment Comment { get; init; }

    public required PullRequestCommand Command { get; init; }

    public required CommandSituation Situation { get; init; }

    /// <summary>The commit that it is bound to; null where it is bound to none.</summary>
    public required CommitSha? Commit { get; init; }

    /// <summary>What records say of why.</summary>
    public string Why => FormattableString.Invariant($"asked for in a comment on #{Number}");
}
