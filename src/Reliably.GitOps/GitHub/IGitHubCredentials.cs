namespace Reliably.GitOps.GitHub;

/// <summary>Who we are to GitHub. A credential comes from a file and goes into the <c>Authorization</c> header, nowhere else.</summary>
internal interface IGitHubCredentials : IDisposable
{
    /// <summary>A GitHub App; false for a person's or machine account's token, which may not write checks.</summary>
    bool IsApp { get; }

    /// <summary>The token to show for a request.</summary>
    /// <param name="installation">The installation whose repository it is about; null for what the App asks as itself.</param>
    /// <param name="transport">Carries the request that makes a token.</param>
    /// <param name="stop">Gives up.</param>
    ValueTask<string> TokenAsync(long? installation, GitHubTransport transport, CancellationToken stop);

    /// <summary>GitHub refused the token: the next request gets a new one. False where there is no other.</summary>
    bool Renew(long? installation, string refused);
}
