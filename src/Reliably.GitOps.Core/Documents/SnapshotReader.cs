using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Reads all documents of a repository at once. Every mistake of every file is found in one pass, one bad file never hides another, and what
/// the mistakes of one document would cause in others is not reported again.
/// </summary>
public static class SnapshotReader
{
    /// <summary>Reads the files of a repository; those that are no documents are passed over.</summary>
    /// <param name="files">All files, in any order.</param>
    /// <param name="commit">The commit they stand in; null for a folder.</param>
    /// <param name="previous">
    /// An earlier snapshot, of whatever commit. Only files whose blob (or, without blob names, content) differs are read, and only what depends
    /// on them is checked again; the result is the same as without it.
    /// </param>
    public static RepositorySnapshot Read(IEnumerable<RepositoryFile> files, CommitSha? commit, RepositorySnapshot? previous = null)
    {
        var before = previous?.State ?? SnapshotState.Empty;
        var readings = RepositoryFiles.Read(files, before.Readings);
        return SnapshotSteps.Next(before, readings).ToSnapshot(commit);
    }

    /// <summary>The findings of one file by itself, as of the kind it is said to be; its references are not followed.</summary>
    public static ImmutableArray<Diagnostic> ReadAlone(RepositoryFile file, DocumentKind kind) => kind == DocumentKind.Server
        ? ServerConfigurationReader.Read(file, ImmutableDictionary<string, string>.Empty).Diagnostics
        : DocumentReadings.ReadAs(file, kind).Findings;
}
