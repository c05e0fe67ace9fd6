using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Git;

/// <summary>A commit to be written without a work tree, and without reading the tree it changes: only the folders it touches are read.</summary>
internal sealed record CommitDraft
{
    public const string CommitterName = "Reliably GitOps";
    public const string CommitterEmail = "service@reliably-gitops.invalid";

    /// <summary>The commit it stands on; null for the first of a branch.</summary>
    public CommitSha? Parent { get; init; }

    public required ImmutableSortedDictionary<string, string> Files { get; init; }

    public ImmutableArray<string> Removed { get; init; } = [];

    public required string Message { get; init; }

    /// <summary>Whose work it is; null for the service's own.</summary>
    public (string Name, string Email)? Author { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The input of <c>git fast-import</c>, which answers with the name of the commit.</summary>
    public byte[] ToFastImport()
    {
        using var stream = new MemoryStream();
        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
        void Data(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Line("data " + bytes.Length.ToString(CultureInfo.InvariantCulture));
            stream.Write(bytes);
            Line("");
        }

        Line("commit refs/reliably-publication");
        Line("mark :1");
        var now = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (Author is var (name, email)) Line($"author {name} <{email}> {now} +0000");
        Line($"committer {CommitterName} <{CommitterEmail}> {now} +0000");
        Data(Message);
        if (Parent is { } parent) Line("from " + parent.Value);
        foreach (var path in Removed) Line("D " + Quote(path));
        foreach (var (path, text) in Files)
        {
            Line($"M 100644 inline {Quote(path)}");
            Data(text);
        }

        Line("");
        Line("get-mark :1");
        Line("done");
        return stream.ToArray();
    }

    private static string Quote(string path) =>
        "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
