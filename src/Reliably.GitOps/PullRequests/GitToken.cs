using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The token that git shows for one repository: in a file that its password program reads, 0600 in the closed data folder, never in an argument
/// or an address. It is asked for before each call of git, and written again when it is another.
/// </summary>
/// <param name="repository">The repository on GitHub, which knows its token.</param>
/// <param name="fullName">How it is called.</param>
/// <param name="file">Where git's password program reads the token.</param>
internal sealed class GitToken(Func<CancellationToken, Task<GitHubRepository>> repository, string fullName, string file)
{
    private readonly Lock writing = new();
    private string? written;

    /// <summary>The repository as git reaches it.</summary>
    public GitRemote Remote(string url) => GitRemote.Renewed(url, file, RenewAsync);

    /// <exception cref="CannotRunException">GitHub gives no token.</exception>
    private async Task RenewAsync(CancellationToken stop)
    {
        try
        {
            var token = await (await repository(stop)).TokenAsync(stop);
            lock (writing)
            {
                if (token != written) Write(token);
                written = token;
            }
        }
        catch (GitHubException exception)
        {
            throw new CannotRunException($"There is no token for {fullName}: {exception.Message}", GitHubAdvice.For(exception), exception);
        }
    }

    /// <summary>In one step: git of another lane may be reading it.</summary>
    private void Write(string token)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var beside = file + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(beside, options)) writer.Write(token);
        File.Move(beside, file, overwrite: true);
    }
}
