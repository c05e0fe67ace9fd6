namespace Reliably.GitOps.Authoring;

/// <summary>What <c>--set name=value</c> says, in order.</summary>
internal static class Assignments
{
    /// <summary>Names and values; what is wrong where a word is no assignment or a name stands twice.</summary>
    public static Dictionary<string, string> Read(IEnumerable<string> words, out string? wrong)
    {
        wrong = null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) wrong ??= $"--set is '{word}', but must be name=value.";
            else if (!values.TryAdd(word[..at].Trim(), word[(at + 1)..])) wrong ??= $"--set gives '{word[..at].Trim()}' twice.";
        }

        return values;
    }
}
