namespace Reliably.GitOps.GitHub;

/// <summary>A token of a person or a machine account, read again for each request so that it can be changed while the service runs.</summary>
internal sealed class PersonalToken(string file) : IGitHubCredentials
{
    public bool IsApp => false;

    public async ValueTask<string> TokenAsync(long? installation, GitHubTransport transport, CancellationToken stop)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(file, stop)).Trim();
            if (token.Length > 0 && token.All(static c => c is > ' ' and < '\x7f')) return token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GitHubException(GitHubFailure.Unauthorized, $"The token's file cannot be read: {exception.Message}", exception);
        }

        throw new GitHubException(GitHubFailure.Unauthorized, $"{file} holds no token.");
    }

    public bool Renew(long? installation, string refused) => false;

    public void Dispose()
    {
        // A path has nothing to let go of.
    }
}
