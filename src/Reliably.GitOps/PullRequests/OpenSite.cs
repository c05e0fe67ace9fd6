using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.PullRequests;

/// <summary>A repository whose pull requests can be worked on.</summary>
internal sealed class OpenSite : IDisposable
{
    private readonly PullRequestCommands commands;
    private readonly PullRequestEdits edits;

    [SuppressMessage("Reliability", "CA2000", Justification = "The commands dispose of what they work with.")]
    public OpenSite(PullRequestSite site, PullRequestRuns runs)
    {
        Site = site;
        var memories = new ReviewMemories(Path.Combine(site.Folder, "reviews"));
        var quarantine = new Quarantine(site.Git, site.Remote, site.Parts.Folder.Mirror, Path.Combine(site.Folder, "quarantine"), new());
        Wanted = new(Path.Combine(site.Folder, "wanted"));
        edits = PullRequestEdits.Of(site);
        commands = new(site, new(site, runs.StartAsync, edits.CommitAsync) { Find = edits.FindAsync });
        Look = new(site, new(Wanted, memories, quarantine), commands.CarryOutAsync);
        Round = new(site, new(Wanted, memories, quarantine));
    }

    public PullRequestSite Site { get; }

    public WantedLooks Wanted { get; }

    /// <summary>Looks at one pull request.</summary>
    public PullRequestLook Look { get; }

    /// <summary>Looks at the repository as a whole.</summary>
    public RepositoryRound Round { get; }

    public void Dispose()
    {
        commands.Dispose();
        edits.Dispose();
    }
}

/// <summary>What looks at a repository share.</summary>
/// <param name="Wanted">Looks that were asked for.</param>
/// <param name="Memories">What the last reviews were about.</param>
/// <param name="Quarantine">Brings commits here.</param>
internal sealed record LookParts(WantedLooks Wanted, ReviewMemories Memories, Quarantine Quarantine);
