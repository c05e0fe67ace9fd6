using System.Globalization;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Which repositories were meant when their names were first asked for, by GitHub's own number, on disk. A name that is left may be taken by anybody who
/// may make repositories there, and what was granted to one repository is not granted to another that has its name.
/// </summary>
/// <param name="folder">Where GitHub's repositories have their folders in the data folder.</param>
internal sealed class RepositoryNumbers(string folder)
{
    private readonly Lock gate = new();

    /// <summary>The folder of what is kept of a repository's name.</summary>
    public string FolderOf(string app) => Path.Combine(folder, app.Replace('/', '+'));

    /// <summary>Remembers what a name of the configuration means; from then on it means nothing else.</summary>
    /// <exception cref="GitHubException">It meant another repository.</exception>
    public void Check(string app, Repository found)
    {
        var file = Path.Combine(FolderOf(app), "number");
        var number = found.Id.ToString(CultureInfo.InvariantCulture);
        lock (gate)
        {
            if (!File.Exists(file)) DurableFile.Replace(file, number + "\n");
            if (File.ReadAllText(file).Trim() == number) return;
        }

        throw new GitHubException(GitHubFailure.Forbidden, $"{app} is another repository than the one that was watched by this name, so nothing of it is read, run or written.")
        {
            WhatToDo = $"If the other one was renamed, write its new name as 'app'. If this one is meant, delete the file '{file}'. It is tried again by itself.",
        };
    }
}
