namespace Reliably.GitOps.PullRequests;

/// <summary>
/// How often the comment of a run is written: quickly at first, when people watch, then ever more slowly. An hour's run writes about ninety times,
/// and GitHub takes 500 writes of content an hour from all that a service does.
/// </summary>
public static class RunCommentPace
{
    private const int Parts = 12;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>When it may be written again.</summary>
    /// <param name="began">When the run was granted.</param>
    /// <param name="written">When it was written last.</param>
    public static DateTimeOffset Next(DateTimeOffset began, DateTimeOffset written)
    {
        var wait = (written - began) / Parts;
        return written + (wait < Shortest ? Shortest : wait > Longest ? Longest : wait);
    }
}
