using Reliably.GitOps.Configuration;

namespace Reliably.GitOps.GitHub;

/// <summary>Where a GitHub lives: github.com, or an Enterprise server with its API below <c>/api/v3</c>.</summary>
public sealed record GitHubAddress
{
    private GitHubAddress(Uri api, Uri web) => (Api, Web) = (api, web);

    public static GitHubAddress Public { get; } = new(new("https://api.github.com/"), new("https://github.com/"));

    /// <summary>The API, ending in a slash.</summary>
    public Uri Api { get; }

    /// <summary>Pages and git, ending in a slash.</summary>
    public Uri Web { get; }

    /// <summary>The GitHub of an API's address (<c>https://github.example.com/api/v3</c>).</summary>
    /// <exception cref="CannotRunException">It is no address, or one that would send the token unencrypted to another machine.</exception>
    public static GitHubAddress Of(string api)
    {
        if (!Uri.TryCreate(api, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            throw new CannotRunException($"'{api}' is no address of GitHub's API.", "Write 'https://api.github.com', or 'https://HOST/api/v3' for an Enterprise server.");
        if (uri.Scheme == "http" && !uri.IsLoopback)
            throw new CannotRunException($"'{api}' would send the token unencrypted.", "Write https.");
        if (uri.Host == Public.Api.Host) return Public;
        return new(new(uri.AbsoluteUri.TrimEnd('/') + "/"), GitHubSettings.WebOf(uri));
    }
}
