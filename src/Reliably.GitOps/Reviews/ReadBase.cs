using Reliably.GitOps.Documents;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// The base that was read last: the next review reads only what differs from it. Of one repository; safe from any thread, since what is kept never changes.
/// </summary>
internal sealed class ReadBase
{
    private volatile Kept? kept;

    /// <summary>Null before the first review.</summary>
    public Kept? Newest => kept;

    public void Keep(DocumentFiles files, RepositorySnapshot snapshot) => kept = new(files, snapshot);

    /// <param name="Files">The files of the base, to go on from.</param>
    /// <param name="Snapshot">The documents of the base.</param>
    internal sealed record Kept(DocumentFiles Files, RepositorySnapshot Snapshot);
}
