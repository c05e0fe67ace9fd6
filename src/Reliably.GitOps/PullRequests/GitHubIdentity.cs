namespace Reliably.GitOps.PullRequests;

/// <summary>Who we are on GitHub: only what this account wrote is ever ours.</summary>
/// <param name="Login"><c>slug[bot]</c> for an App, else the account of the token.</param>
/// <param name="IsApp">An App may write checks; a personal token may not.</param>
internal sealed record GitHubIdentity(string Login, bool IsApp);
