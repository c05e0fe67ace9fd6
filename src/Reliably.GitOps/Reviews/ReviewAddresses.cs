using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Reviews;

/// <summary>Where the links of a review on GitHub lead.</summary>
internal static class ReviewAddresses
{
    public static ReviewLinks Of(GitHubAddress address, GitHubRepository repository, CommitSha head, bool offersRuns = false) => new()
    {
        Docs = DiagnosticPages.Docs,
        Files = new Uri(address.Web, $"{repository.FullName}/blob/{head.Value}/").AbsoluteUri,
        TakesCommands = true,
        OffersRuns = offersRuns,
    };
}
