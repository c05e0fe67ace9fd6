using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Publishing;

/// <summary>A change of <c>reports/</c>, as far as it says whose it is.</summary>
/// <param name="Commit">The commit that makes it; null for one of several commits together.</param>
/// <param name="Before">Name of the tree of <c>reports/</c> before it; null where there is no such folder.</param>
/// <param name="After">The same after it.</param>
public sealed record ReportStep(CommitSha? Commit, string? Before, string? After);
