namespace Reliably.GitOps.GitHub;

/// <summary>Who we are on GitHub.</summary>
/// <param name="Login">The account that our comments and commits are from: <c>slug[bot]</c> for an App, else the owner of the token.</param>
/// <param name="IsApp">We are an App, which alone may write check runs.</param>
internal sealed record GitHubIdentity(string Login, bool IsApp);
