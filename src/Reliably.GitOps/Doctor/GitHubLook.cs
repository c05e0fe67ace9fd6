using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.Doctor;

/// <summary>Looks at GitHub with the service's own credentials, and writes nothing there.</summary>
internal sealed class GitHubLook(GitHubInspection gitHub, GitHubSettings settings)
{
    /// <summary>Who waits at a terminal waits less long than the service, which tries again and again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private bool IsApp => settings.AppId is not null;

    /// <summary>Who we are.</summary>
    public async Task<IdentitySight> IdentityAsync(CancellationToken stop)
    {
        var sight = new IdentitySight { IsApp = IsApp };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            if (!IsApp) return sight with { Name = (await gitHub.UserAsync(patience.Token)).Login };
            var app = await gitHub.AppAsync(patience.Token);
            return sight with { Name = app.Slug, Permissions = app.Permissions ?? sight.Permissions, Events = app.Events ?? [], Page = app.HtmlUrl };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return sight with { Refusal = new($"GitHub did not answer within {Patience.TotalSeconds:0} s.", "Look at the network, the proxy and 'api-url'.") };
        }
        catch (GitHubException exception)
        {
            return sight with { Refusal = RefusalOf(exception, IsApp ? "Does 'key' belong to the App 'app-id'? The key may have been deleted on the App's page, and the clock must be right." : "Make a new token, and write it into the file 'token'.") };
        }
    }

    /// <summary>The webhook and its last deliveries; only an App has one.</summary>
    public async Task<(HookSight Hook, ImmutableArray<DeliverySight> Deliveries)> HookAsync(ServerConfiguration configuration, CancellationToken stop)
    {
        var sight = new HookSight { Listens = configuration.PublicListen is not null, PublicUrl = configuration.PublicUrl };
        try
        {
            var hook = await gitHub.HookAsync(stop);
            var deliveries = await gitHub.DeliveriesAsync(stop);
            var seen = deliveries.Select(static one => new DeliverySight(one.DeliveredAt, one.Action is { } action ? $"{one.Name}.{action}" : one.Name, one.StatusCode, one.Status ?? "no answer"));
            return (SightOf(sight, hook), [.. seen.OrderByDescending(static one => one.At)]);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return (sight, []);
        }
        catch (GitHubException exception)
        {
            return (sight with { Refusal = RefusalOf(exception, "Ask again later.") }, []);
        }
    }

    /// <summary>The App's installation for a repository, and its number.</summary>
    public async Task<(InstallationSight Sight, long? Number)> InstallationAsync(string fullName, CancellationToken stop)
    {
        var sight = new InstallationSight { Repository = fullName };
        try
        {
            var found = await gitHub.InstallationAsync(fullName, stop);
            return (sight with { Suspended = found.SuspendedAt is not null, Permissions = found.Permissions ?? sight.Permissions, Events = found.Events ?? [], Page = found.HtmlUrl }, found.Id);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return (sight with { Refusal = new($"The App is not installed for {fullName}, or there is no such repository.", "Install it from its page (Install App), and choose the repository.") }, null);
        }
        catch (GitHubException exception)
        {
            return (sight with { Refusal = RefusalOf(exception, "Ask again later.") }, null);
        }
    }

    /// <summary>The repository, and the rules of the branch that reports go to.</summary>
    public async Task<GitHubRepositorySight> RepositoryAsync(WatchedRepository watched, long? installation, CancellationToken stop)
    {
        var name = watched.App!;
        var sight = new GitHubRepositorySight { Repository = name, ReportsBranch = watched.Branch };
        try
        {
            var repository = await gitHub.RepositoryAsync(name, installation, stop);
            var reports = ReportsBranch(await gitHub.FileAsync(name, "reliably.yaml", watched.Branch, installation, stop)) ?? watched.Branch;
            sight = sight with { FullName = repository.FullName, Archived = repository.Archived, MayPush = IsApp ? null : repository.Permissions?.Push, ReportsBranch = reports };
            sight = await BranchAsync(sight, name, installation, stop);
            return sight with { Rules = await RulesAsync(name, reports, installation, stop) };
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return sight with { Refusal = new($"GitHub shows us no repository {name}.", "Correct 'app', or give us access to it.") };
        }
        catch (GitHubException exception)
        {
            return sight with { Refusal = RefusalOf(exception, "Ask again later.") };
        }
    }

    private static HookSight SightOf(HookSight sight, HookSetUp hook) => sight with
    {
        Url = string.IsNullOrEmpty(hook.Url) ? null : hook.Url,
        HasSecret = !string.IsNullOrEmpty(hook.Secret),
        IsJson = hook.ContentType is null or "json",
        TrustsAnyCertificate = hook.InsecureSsl?.ToString() == "1",
    };

    private async Task<GitHubRepositorySight> BranchAsync(GitHubRepositorySight sight, string name, long? installation, CancellationToken stop)
    {
        try
        {
            var branch = await gitHub.BranchAsync(name, sight.ReportsBranch, installation, stop);
            var checks = branch.Protection?.RequiredStatusChecks is { EnforcementLevel: not "off", Contexts: { } contexts } ? contexts : [];
            return sight with { IsProtected = branch.Protection?.Enabled == true, RequiredChecks = checks };
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return sight with { ReportsBranchIsNew = true };
        }
    }

    /// <summary>Null where they cannot be seen: an old Enterprise server, or a plan without rulesets.</summary>
    private async Task<ImmutableArray<BranchRule>?> RulesAsync(string name, string branch, long? installation, CancellationToken stop)
    {
        try
        {
            var rules = await gitHub.RulesAsync(name, branch, installation, stop);
            var rulesets = new Dictionary<long, RulesetSetUp>();
            foreach (var id in rules.Select(static rule => rule.RulesetId).Distinct()) rulesets[id] = await RulesetAsync(name, id, installation, stop);
            return [.. rules.Select(rule => new BranchRule(rule.Type, rulesets[rule.RulesetId].Name, rulesets[rule.RulesetId].CurrentUserCanBypass is "always" or "exempt"))];
        }
        catch (GitHubException exception) when (exception.Failure is GitHubFailure.NotFound or GitHubFailure.Forbidden)
        {
            return null;
        }
    }

    /// <summary>A ruleset of the organization may be hidden from us; its rules hold all the same.</summary>
    private async Task<RulesetSetUp> RulesetAsync(string name, long id, long? installation, CancellationToken stop)
    {
        try
        {
            return await gitHub.RulesetAsync(name, id, installation, stop);
        }
        catch (GitHubException exception) when (exception.Failure is GitHubFailure.NotFound or GitHubFailure.Forbidden)
        {
            return new(id.ToString(CultureInfo.InvariantCulture), null);
        }
    }

    private static string? ReportsBranch(byte[]? settings) =>
        settings is null ? null : SnapshotReader.Read([new RepositoryFile("reliably.yaml", settings)], null).Settings.ReportsBranch;

    private static Refusal RefusalOf(GitHubException exception, string otherwise) => new(exception.Message, exception.Failure switch
    {
        GitHubFailure.Unreachable => "Look at the network, the proxy and 'api-url'.",
        GitHubFailure.Limited => $"GitHub's limit is reached. Ask again after {exception.Until?.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "an hour"}.",
        GitHubFailure.Forbidden => "The credentials do not reach that far: look at the permissions of the App or the token.",
        _ => otherwise,
    });
}
