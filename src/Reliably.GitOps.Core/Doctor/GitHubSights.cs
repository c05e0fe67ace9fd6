using System.Collections.Immutable;

namespace Reliably.GitOps.Doctor;

/// <summary>Who we are to GitHub.</summary>
public sealed record IdentitySight
{
    /// <summary>The name: an App's slug, or the login of a token's owner.</summary>
    public string? Name { get; init; }

    /// <summary>An App, not a personal token.</summary>
    public required bool IsApp { get; init; }

    /// <summary>Why GitHub does not know us; null where it does.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What the App asks for, by name.</summary>
    public ImmutableSortedDictionary<string, string> Permissions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>The App's page.</summary>
    public string? Page { get; init; }
}

/// <summary>How the webhook of the App is set up, and how the service expects it.</summary>
public sealed record HookSight
{
    /// <summary>Why it cannot be read; null where it can.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Where GitHub delivers to; null where nothing is set.</summary>
    public string? Url { get; init; }

    public bool HasSecret { get; init; }

    public bool IsJson { get; init; }

    /// <summary>GitHub does not look at the certificate.</summary>
    public bool TrustsAnyCertificate { get; init; }

    /// <summary>The service listens for deliveries (<c>listen: public</c>).</summary>
    public required bool Listens { get; init; }

    /// <summary>The service's address from outside (<c>public-url</c>); null where nobody said.</summary>
    public string? PublicUrl { get; init; }
}

/// <summary>A delivery of the webhook, as GitHub remembers it.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Event">What was told: <c>pull_request.opened</c>.</param>
/// <param name="Status">The answer's status; 0 where there was none.</param>
/// <param name="Said">GitHub's word for it: <c>OK</c>, <c>timed out</c>.</param>
public sealed record DeliverySight(DateTimeOffset At, string Event, int Status, string Said)
{
    public bool Arrived => Status is >= 200 and < 300;
}

/// <summary>The App's installation for a repository.</summary>
public sealed record InstallationSight
{
    public required string Repository { get; init; }

    public Refusal? Refusal { get; init; }

    public bool Suspended { get; init; }

    /// <summary>What the owner accepted; it may be less than the App asks for by now.</summary>
    public ImmutableSortedDictionary<string, string> Permissions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>The page where the owner changes it.</summary>
    public string? Page { get; init; }
}

/// <summary>A repository on GitHub, and the branch that reports go to.</summary>
public sealed record GitHubRepositorySight
{
    /// <summary>As the configuration calls it: <c>owner/name</c>.</summary>
    public required string Repository { get; init; }

    public Refusal? Refusal { get; init; }

    /// <summary>As GitHub calls it now.</summary>
    public string? FullName { get; init; }

    public bool Archived { get; init; }

    /// <summary>Whether a token's owner may push; null where it is not said.</summary>
    public bool? MayPush { get; init; }

    /// <summary>The branch that reports go to.</summary>
    public required string ReportsBranch { get; init; }

    /// <summary>What GitHub refuses on that branch; null where it cannot be seen.</summary>
    public ImmutableArray<BranchRule>? Rules { get; init; }

    /// <summary>A branch protection of the older kind is in force there.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Checks that this protection asks for.</summary>
    public ImmutableArray<string> RequiredChecks { get; init; } = [];

    /// <summary>The reports' branch is not there yet.</summary>
    public bool ReportsBranchIsNew { get; init; }
}

/// <summary>A rule of a ruleset. Source: https://docs.github.com/rest/repos/rules#get-rules-for-a-branch</summary>
/// <param name="Type">What it asks: <c>pull_request</c>, <c>required_status_checks</c>, …</param>
/// <param name="Ruleset">The ruleset's name.</param>
/// <param name="Bypassed">We may pass it by.</param>
public sealed record BranchRule(string Type, string Ruleset, bool Bypassed);
