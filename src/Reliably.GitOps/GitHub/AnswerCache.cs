namespace Reliably.GitOps.GitHub;

/// <summary>Answers with their <c>ETag</c>: asked again, an unchanged one costs nothing of the limit. The least used go first.</summary>
internal sealed class AnswerCache
{
    private const int Most = 500;
    private const int Largest = 256 << 10;

    private readonly Lock gate = new();
    private readonly Dictionary<(long? Installation, string Path), LinkedListNode<Known>> known = [];
    private readonly LinkedList<Known> recent = new();

    public Known? Find(GitHubRequest request)
    {
        if (request.Method != HttpMethod.Get) return null;
        lock (gate)
        {
            if (!known.TryGetValue((request.Installation, request.Path), out var node)) return null;
            recent.Remove(node);
            recent.AddFirst(node);
            return node.Value;
        }
    }

    public void Keep(GitHubRequest request, string? tag, GitHubAnswer answer)
    {
        if (tag is null || request.Method != HttpMethod.Get || answer.Content.Length > Largest) return;
        var key = (request.Installation, request.Path);
        lock (gate)
        {
            if (known.Remove(key, out var old)) recent.Remove(old);
            known[key] = recent.AddFirst(new Known(key, tag, answer));
            if (known.Count <= Most) return;
            known.Remove(recent.Last!.Value.Key);
            recent.RemoveLast();
        }
    }

    internal sealed record Known((long? Installation, string Path) Key, string Tag, GitHubAnswer Answer);
}
