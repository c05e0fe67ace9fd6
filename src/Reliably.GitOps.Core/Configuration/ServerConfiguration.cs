using System.Collections.Immutable;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Configuration;

/// <summary><c>reliably-server.yaml</c>: what the service does and what each repository may use of the machine (PRODUCT: The server's configuration).</summary>
public sealed record ServerConfiguration
{
    /// <summary>The service's own folder: mirrors, claims, run records, outbox.</summary>
    public required string Data { get; init; }

    /// <summary>Address of the private pages; loopback by default. Null: no pages.</summary>
    public string? PrivateListen { get; init; }

    /// <summary>Address that GitHub's deliveries come to: <c>/webhooks/github</c> and <c>/healthz</c>, nothing else. Null: no webhooks, GitHub is asked instead.</summary>
    public string? PublicListen { get; init; }

    /// <summary>How <see cref="PublicListen"/> is reached from outside: <c>https://reliably.example.com</c>. Null where nobody said.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Who the service is to GitHub; null where it watches plain remotes alone.</summary>
    public GitHubSettings? GitHub { get; init; }

    /// <summary>Time between two looks at a remote.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The <c>chaos</c> program; null means the first on PATH.</summary>
    public string? ChaosPath { get; init; }

    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>Times in which the service runs nothing, whatever the repository.</summary>
    public ImmutableArray<BlackoutWindow> Windows { get; init; } = [];

    /// <summary>What each run may take of the machine.</summary>
    public RunLimits Limits { get; init; } = RunLimits.OfService;

    public ImmutableArray<WatchedRepository> Repositories { get; init; } = [];
}

/// <summary>A repository the service watches, and its grants.</summary>
public sealed record WatchedRepository
{
    /// <summary>Path or URL of the Git remote.</summary>
    public required string Url { get; init; }

    public string Branch { get; init; } = "main";

    /// <summary><c>owner/name</c> of a repository on GitHub whose pull requests are reviewed; null for a plain remote.</summary>
    public string? App { get; init; }

    /// <summary>File that holds the credentials of the remote; null where it needs none.</summary>
    public string? CredentialsFile { get; init; }

    public RepositoryGrants Grants { get; init; } = RepositoryGrants.None;
}

/// <summary>What a repository may use of the machine. Empty by default: nothing is granted that the server's configuration does not name.</summary>
public sealed record RepositoryGrants
{
    public static RepositoryGrants None { get; } = new();

    /// <summary>Deployments by name. <c>local</c> must be granted like any other, and <c>container</c> besides the name of one of that type.</summary>
    public ImmutableArray<string> Deployments { get; init; } = [];

    /// <summary>
    /// Accounts of the machine under which <c>local</c> may run. The first is taken where a deployment names none. None named: only the
    /// service's own.
    /// </summary>
    public ImmutableArray<string> Accounts { get; init; } = [];

    /// <summary>Images that containers may be made of; <c>*</c> at the end is a wildcard. None named: any, since the repository's writers choose what runs in them anyway.</summary>
    public ImmutableArray<string> ContainerImages { get; init; } = [];

    /// <summary>Networks of the machine that containers may join, besides <c>none</c> and <c>bridge</c>, which every container may.</summary>
    public ImmutableArray<string> ContainerNetworks { get; init; } = [];

    /// <summary>Names of environment variables whose values may be used as secrets; <c>*</c> at the end is a wildcard.</summary>
    public ImmutableArray<string> SecretVariables { get; init; } = [];

    /// <summary>Files, or folders ending in <c>/</c>, whose contents may be used as secrets.</summary>
    public ImmutableArray<string> SecretFiles { get; init; } = [];

    /// <summary>Commands whose output may be used as a secret, by name.</summary>
    public ImmutableArray<SecretCommand> SecretCommands { get; init; } = [];

    /// <summary>
    /// Deployments in which <c>/reliably run</c> on a pull request may run an experiment, out of <see cref="Deployments"/>. The first is taken where
    /// no plan names one. None named: nothing of an unmerged change is ever run.
    /// </summary>
    public ImmutableArray<string> PullRequestDeployments { get; init; } = [];
}
