using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.PullRequests;

/// <summary>Finds comments that ask for something and whose delivery may have been lost. What is done about them is decided by whoever looks at their pull request.</summary>
internal sealed class AskingComments(PullRequestSite site)
{
    private const string Word = "/reliably";

    /// <summary>What GitHub's clock and ours may differ, and a round may take.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Older comments nobody waits for any more.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    private readonly string file = Path.Combine(site.Folder, "comments-until");
    private readonly HashSet<long> seen = [];

    /// <summary>Pull requests and issues with a comment that no round of this process has seen.</summary>
    public async Task<ImmutableArray<int>> NumbersAsync(CancellationToken stop)
    {
        var now = site.Clock.GetUtcNow();
        var since = Until() is { } until && until > now - Longest ? until - Overlap : now - Longest;
        var asking = (await site.Repository.CommentsSinceAsync(since, stop)).Where(comment => !seen.Contains(comment.Id) && IsAsking(comment)).ToList();
        seen.UnionWith(asking.Select(static comment => comment.Id));
        DurableFile.Replace(file, now.ToString("O", CultureInfo.InvariantCulture) + "\n");
        return [.. asking.Select(static comment => comment.IssueUrl is { } url && int.TryParse(url[(url.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(static number => number > 0).Distinct()];
    }

    private bool IsAsking(Comment comment) =>
        comment.User?.Login != site.Self.Login && comment.Body?.TrimStart().StartsWith(Word, StringComparison.OrdinalIgnoreCase) == true;

    private DateTimeOffset? Until() =>
        File.Exists(file) && DateTimeOffset.TryParseExact(File.ReadAllText(file).Trim(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until) ? until : null;
}
