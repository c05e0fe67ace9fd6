namespace Reliably.GitOps.Documents;

/// <summary>Which files of a folder changed since some revision, and what they were before.</summary>
internal sealed record ChangedDocuments
{
    /// <summary>Paths from the folder, with forward slashes; also those that are gone.</summary>
    public required IReadOnlySet<string> Paths { get; init; }

    /// <summary>
    /// The changed documents as they were; those that were not there are missing. Asked only where a file that did not change has a finding:
    /// was it there before, or is it the change's doing?
    /// </summary>
    public required Func<IReadOnlyList<RepositoryFile>> Before { get; init; }
}
