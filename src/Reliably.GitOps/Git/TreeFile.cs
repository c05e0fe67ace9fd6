using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Git;

/// <summary>A file of a commit: its path, the name of its blob, its size in bytes.</summary>
internal sealed record TreeFile(string Path, string BlobId, long Size)
{
    /// <summary>Reads a line of <c>ls-tree -l</c>; null for what is no regular file (a link, a submodule).</summary>
    public static TreeFile? Parse(string record)
    {
        var tab = record.IndexOf('\t', StringComparison.Ordinal);
        var words = record[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var mode, "blob", var blob, var size] && IsRegular(mode)
            ? new(record[(tab + 1)..], blob, long.Parse(size, System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>Whether a mode is that of a file, not of a link or a submodule.</summary>
    public static bool IsRegular(string mode) => mode is "100644" or "100755" or "100664";
}

/// <summary>A commit that touches a path, and who made it.</summary>
internal sealed record PathCommit(CommitSha Commit, string Author);

/// <summary>What became of a push.</summary>
internal abstract record PushOutcome
{
    private PushOutcome()
    {
    }

    public sealed record Pushed : PushOutcome;

    /// <summary>Somebody else pushed first: fetch, and decide again.</summary>
    public sealed record LostRace : PushOutcome;

    /// <summary>The remote does not want it: a hook, a protected branch.</summary>
    public sealed record Refused(string Reason) : PushOutcome;
}
