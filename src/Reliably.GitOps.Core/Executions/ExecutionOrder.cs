using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Executions;

/// <summary>Why an execution was started: a plan's schedule, or a person.</summary>
public enum TriggerKind
{
    Now,
    Once,
    Cron,
    Change,

    /// <summary><c>reliably plan trigger</c>.</summary>
    Manual,

    /// <summary><c>reliably run</c>, without a plan.</summary>
    Command,

    /// <summary><c>/reliably run</c> in a comment on a pull request.</summary>
    PullRequest,
}

/// <summary>Which engine carries an experiment out.</summary>
public enum RunnerChoice
{
    /// <summary>The Chaos Toolkit where it is installed, else our own engine.</summary>
    Auto,
    ChaosToolkit,
    Native,
}

/// <summary>Everything an execution needs to know before it starts. Resolved at one commit, complete, and without any secret value.</summary>
public sealed record ExecutionOrder
{
    public required ExecutionId Id { get; init; }

    public required ExperimentDocument Experiment { get; init; }

    public CommitSha? Commit { get; init; }

    /// <summary>Slug of the plan; null for a run by hand.</summary>
    public Slug? Plan { get; init; }

    public string? PlanHash { get; init; }

    /// <summary>The nominal instant of the schedule, before jitter, in UTC.</summary>
    public DateTimeOffset? Instant { get; init; }

    public required TriggerKind Trigger { get; init; }

    /// <summary>Who asked; null for a schedule.</summary>
    public string? Actor { get; init; }

    /// <summary>The pull request whose head <see cref="Commit"/> is; null for everything that is merged.</summary>
    public PullRequestOrigin? PullRequest { get; init; }

    public ExecutionEnvironment? Environment { get; init; }

    public Slug Deployment { get; init; } = Slug.Parse("local");

    /// <summary>What the document of the deployment says; null for <c>local</c>, which is built in.</summary>
    public Deployment? DeploymentDocument { get; init; }

    /// <summary>Longest time for the experiment without its rollbacks.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    public RunOptions Options { get; init; } = new();

    /// <summary>What is asked before it and during it, and where it is held.</summary>
    public GuardSet Guards { get; init; } = GuardSet.None;

    /// <summary>Nothing may stand in its way: it only undoes what an interrupted execution did.</summary>
    public bool Unguarded { get; init; }
}

/// <summary>Where an experiment comes from that is not merged.</summary>
/// <param name="Number">Number of the pull request.</param>
/// <param name="Base">The commit of the base branch that gave everything but the experiment: environment, deployment, guards and settings.</param>
public sealed record PullRequestOrigin(int Number, CommitSha Base);

/// <summary>How the experiment is to be run: the options of <c>chaos run</c>. Null means "not said".</summary>
public sealed record RunOptions
{
    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>Rollback strategy and who named it.</summary>
    public StrategyChoice? RollbackStrategy { get; init; }

    public string? HypothesisStrategy { get; init; }

    /// <summary>Seconds between two samples of a hypothesis during the method (Chaos Toolkit's default: 1).</summary>
    public double? HypothesisFrequency { get; init; }

    public bool FailFast { get; init; }

    /// <summary><c>actions</c>, <c>probes</c>, <c>activities</c> or <c>pause</c>.</summary>
    public string? Dry { get; init; }

    public bool NoValidation { get; init; }

    /// <summary>The Chaos Toolkit's own defaults instead of ours.</summary>
    public bool Compat { get; init; }

    /// <summary>The Chaos Toolkit's settings file, where it is not its own <c>~/.chaostoolkit/settings.yaml</c>.</summary>
    public string? Settings { get; init; }

    /// <summary>What the settings file that the Chaos Toolkit will read says of strategies.</summary>
    public SettingsStrategies SettingsStrategies { get; init; } = SettingsStrategies.None;

    /// <summary>Values of <c>--var</c> by key, already typed.</summary>
    public ImmutableArray<VariableValue> Variables { get; init; } = [];

    /// <summary>Paths of <c>--var-file</c>, in order.</summary>
    public ImmutableArray<string> VariableFiles { get; init; } = [];
}

/// <summary>A strategy, and where it came from: <c>command line</c>, <c>plan</c>, <c>experiment</c>, <c>settings</c>, <c>default</c>.</summary>
public sealed record StrategyChoice(string Value, string Source);
