using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Configuration;

/// <summary><c>reliably.yaml</c>: the settings of a watched repository. All have defaults; the file may be absent.</summary>
public sealed record RepositorySettings
{
    public static RepositorySettings Default { get; } = new();

    /// <summary>Globs below <c>experiments/</c> that count; empty means all.</summary>
    public ImmutableArray<string> IncludeExperiments { get; init; } = [];

    public ImmutableArray<string> ExcludeExperiments { get; init; } = [];

    /// <summary>Findings that <c>validation: ignore</c> turns off.</summary>
    public ImmutableArray<IgnoredFinding> Ignored { get; init; } = [];

    /// <summary><c>first-contact: run</c> starts <c>now</c> and <c>change</c> plans at first contact.</summary>
    public bool RunAtFirstContact { get; init; }

    /// <summary>Branch that reports go to; null means the watched branch.</summary>
    public string? ReportsBranch { get; init; }

    /// <summary><c>guardrails:</c>: what holds for every run.</summary>
    public Guardrails Guardrails { get; init; } = Guardrails.None;

    public ScoreProfile ScoreProfile { get; init; } = ScoreProfile.Evidence;

    /// <summary>Half-life of freshness.</summary>
    public TimeSpan FreshnessHalfLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What <see cref="JournalLimit"/> may be at most: 20 MiB.</summary>
    public const long LargestJournalLimit = 20L << 20;

    /// <summary>Longest committed journal in bytes (default 1 MiB, at most 20 MiB).</summary>
    public long JournalLimit { get; init; } = 1 << 20;
}

/// <summary>Which of the two ways of scoring is shown (SCORES).</summary>
public enum ScoreProfile
{
    Evidence,
    Reliably,
}
