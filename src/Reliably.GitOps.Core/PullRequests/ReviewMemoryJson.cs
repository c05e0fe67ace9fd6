using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>Writes and reads what is remembered of a review.</summary>
public static class ReviewMemoryJson
{
    public static string Write(ReviewMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return JsonWriter.Indented(DataNode.Mapping.Create(
            ("head", DataNode.Of(memory.Head.Value)),
            ("branch", DataNode.Of(memory.Branch)),
            ("base", DataNode.Of(memory.Base.Value)),
            ("paths", new DataNode.Sequence([.. memory.Paths.Select(DataNode.Of)])))) + "\n";
    }

    /// <summary>What stands in a file; null where it is not ours: then the pull request is reviewed again.</summary>
    public static ReviewMemory? TryRead(ReadOnlySpan<byte> json)
    {
        if (JsonReader.TryParse(json.ToArray(), out _) is not DataNode.Mapping root) return null;
        if (root["head"] is not DataNode.Text head || !CommitSha.TryParse(head.Value, out var headSha)) return null;
        if (root["base"] is not DataNode.Text onto || !CommitSha.TryParse(onto.Value, out var baseSha)) return null;
        if (root["branch"] is not DataNode.Text branch || root["paths"] is not DataNode.Sequence paths) return null;
        return new() { Head = headSha, Branch = branch.Value, Base = baseSha, Paths = [.. paths.Items.OfType<DataNode.Text>().Select(static path => path.Value)] };
    }
}
