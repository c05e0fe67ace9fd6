using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.GitHub;

/// <summary>How an App, its webhook and the repositories are set up. It only reads. Every method throws <see cref="GitHubException"/>.</summary>
internal sealed class GitHubInspection(GitHubTransport transport)
{
    private const int LastDeliveries = 50;

    public Task<AppSetUp> AppAsync(CancellationToken stop) => GetAsync("app", null, SetUpJson.Default.AppSetUp, stop);

    /// <summary>The account of a personal token.</summary>
    public Task<Account> UserAsync(CancellationToken stop) => GetAsync("user", null, SetUpJson.Default.Account, stop);

    public Task<InstallationSetUp> InstallationAsync(string fullName, CancellationToken stop) => GetAsync($"repos/{fullName}/installation", null, SetUpJson.Default.InstallationSetUp, stop);

    public Task<HookSetUp> HookAsync(CancellationToken stop) => GetAsync("app/hook/config", null, SetUpJson.Default.HookSetUp, stop);

    /// <summary>The last deliveries, newest first.</summary>
    public Task<ImmutableArray<HookDelivery>> DeliveriesAsync(CancellationToken stop) => GetAsync($"app/hook/deliveries?per_page={Of(LastDeliveries)}", null, SetUpJson.Default.ImmutableArrayHookDelivery, stop);

    public Task<RepositorySetUp> RepositoryAsync(string fullName, long? installation, CancellationToken stop) => GetAsync("repos/" + fullName, installation, SetUpJson.Default.RepositorySetUp, stop);

    public Task<BranchSetUp> BranchAsync(string fullName, string branch, long? installation, CancellationToken stop) =>
        GetAsync($"repos/{fullName}/branches/{Uri.EscapeDataString(branch)}", installation, SetUpJson.Default.BranchSetUp, stop);

    /// <summary>Rules of rulesets for a branch, also one that is not there yet.</summary>
    public Task<ImmutableArray<RuleSetUp>> RulesAsync(string fullName, string branch, long? installation, CancellationToken stop) =>
        GetAsync($"repos/{fullName}/rules/branches/{Uri.EscapeDataString(branch)}?per_page=100", installation, SetUpJson.Default.ImmutableArrayRuleSetUp, stop);

    public Task<RulesetSetUp> RulesetAsync(string fullName, long id, long? installation, CancellationToken stop) =>
        GetAsync($"repos/{fullName}/rulesets/{Of(id)}", installation, SetUpJson.Default.RulesetSetUp, stop);

    /// <summary>A file of a branch; null where it is not there.</summary>
    public async Task<byte[]?> FileAsync(string fullName, string path, string branch, long? installation, CancellationToken stop)
    {
        try
        {
            var file = await GetAsync($"repos/{fullName}/contents/{path}?ref={Uri.EscapeDataString(branch)}", installation, SetUpJson.Default.FileContent, stop);
            return file is { Encoding: "base64", Content: { } content } ? Convert.FromBase64String(content.Replace("\n", "", StringComparison.Ordinal)) : null;
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return null;
        }
        catch (FormatException exception)
        {
            throw new GitHubException(GitHubFailure.Unreachable, $"GitHub's answer cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A token for git.</summary>
    public ValueTask<string> TokenAsync(long? installation, CancellationToken stop) => transport.TokenAsync(installation, stop);

    private async Task<T> GetAsync<T>(string path, long? installation, JsonTypeInfo<T> type, CancellationToken stop)
    {
        var answer = await transport.SendAsync(new(HttpMethod.Get, path, installation), stop);
        try
        {
            return JsonSerializer.Deserialize(answer.Content.Span, type) ?? throw new GitHubException(GitHubFailure.Unreachable, "GitHub answered with nothing.");
        }
        catch (JsonException exception)
        {
            throw new GitHubException(GitHubFailure.Unreachable, $"GitHub's answer cannot be read: {exception.Message}", exception);
        }
    }

    private static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}
