using System.Collections.Immutable;

namespace Reliably.GitOps.PullRequests;

/// <summary>What deliveries about a whole repository ask to look at. Hints: the state itself is asked of GitHub.</summary>
internal sealed record RepositoryHints
{
    public static RepositoryHints None { get; } = new();

    /// <summary>A branch moved.</summary>
    public bool Pushed { get; init; }

    /// <summary>Checks that somebody asked to run again.</summary>
    public ImmutableArray<CheckHint> Again { get; init; } = [];
}

/// <summary>A check that somebody asked to run again.</summary>
/// <param name="Head">Its commit.</param>
/// <param name="Run">The check run; null where the whole suite is meant.</param>
internal sealed record CheckHint(string Head, long? Run);
