using System.Collections.Immutable;

namespace Reliably.GitOps.Configuration;

/// <summary><c>github:</c> of <c>reliably-server.yaml</c>: who the service is to GitHub, and where GitHub lives. Secrets stand in files, which are named here.</summary>
public sealed record GitHubSettings
{
    public const string PublicApi = "https://api.github.com";

    /// <summary>The API's address; <c>https://HOST/api/v3</c> for an Enterprise server.</summary>
    public string ApiUrl { get; init; } = PublicApi;

    /// <summary>The App's number; null with a personal token.</summary>
    public long? AppId { get; init; }

    /// <summary>File with the App's private key, PEM; null with a personal token.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File with a token of a person or a machine account; null for an App.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Files with the secrets that deliveries are signed with: one, or two while it is being changed.</summary>
    public ImmutableArray<string> WebhookSecretFiles { get; init; } = [];

    /// <summary>Every file that holds something secret of the service.</summary>
    public ImmutableArray<string> SecretFiles => [.. new[] { KeyFile, TokenFile }.OfType<string>(), .. WebhookSecretFiles];

    /// <summary>Where the pages and git of an API's GitHub are, ending in a slash.</summary>
    public static Uri WebOf(Uri api)
    {
        ArgumentNullException.ThrowIfNull(api);
        if (api.Host == new Uri(PublicApi).Host) return new("https://github.com/");
        var slashed = api.AbsoluteUri.TrimEnd('/') + "/";
        return slashed.EndsWith("/api/v3/", StringComparison.Ordinal) ? new(slashed[..^"api/v3/".Length]) : new(api, "/");
    }
}
