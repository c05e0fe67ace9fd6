namespace Reliably.GitOps.Reviews;

/// <summary>What became of a file between the commit where two histories part and the head.</summary>
public enum ChangeKind
{
    Added,
    Modified,
    Deleted,
    Renamed,
}

/// <summary>One file that a change touches.</summary>
/// <param name="Path">Its path in the head; of a deleted file, the path it had.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="FormerPath">The path it had before it was renamed; null for any other change.</param>
public sealed record FileChange(string Path, ChangeKind Kind, string? FormerPath = null)
{
    /// <summary>In the head it is a symbolic link, a submodule or anything else that is no regular file, and is not followed.</summary>
    public bool IsLink { get; init; }
}
