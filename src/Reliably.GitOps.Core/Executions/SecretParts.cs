using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The texts that a secret value is hidden as: the whole, each of its lines, and what stands under the name of a secret in it. A key file is
/// printed line by line, and of a file of credentials a program prints one.
/// </summary>
internal static class SecretParts
{
    /// <summary>A line is hidden on its own from this length on; shorter ones may be ordinary words.</summary>
    private const int ShortestLine = 8;

    public static IEnumerable<string> Of(string value)
    {
        foreach (var text in Texts(value).Where(static text => text.Length >= SecretMask.ShortestValue).Distinct(StringComparer.Ordinal))
        {
            yield return text;
            if (ReadAsLatin(text) is { } misread) yield return misread;
        }
    }

    private static IEnumerable<string> Texts(string value)
    {
        yield return value;
        var trimmed = value.Trim();
        yield return trimmed;
        if (trimmed.Contains('\r', StringComparison.Ordinal)) yield return trimmed.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lines = trimmed.Split('\n', '\r');
        if (lines.Length == 1 && trimmed[0] is not '{' and not '[') yield break;
        foreach (var line in lines.Select(static line => line.Trim()))
        {
            if (line.Length >= ShortestLine) yield return line;
            if (Assigned(line) is { } assigned) yield return assigned;
        }

        if (trimmed[0] is not '{' and not '[') yield break;
        foreach (var leaf in Leaves(JsonReader.TryParse(Encoding.UTF8.GetBytes(trimmed), out _), null)) yield return leaf;
    }

    /// <summary>The value of <c>name: value</c> or <c>name=value</c>, where it looks like a secret or its name says so.</summary>
    private static string? Assigned(string line)
    {
        var sign = line.AsSpan().IndexOfAny(':', '=');
        if (sign <= 0) return null;
        var name = line[..sign].Trim(' ', '"', '\'', '-');
        var value = line[(sign + 1)..].Trim(' ', '\t', '"', '\'', ',', ';');
        return IsSecret(name, value) ? value : null;
    }

    private static IEnumerable<string> Leaves(DataNode? node, string? name) => node switch
    {
        DataNode.Text text when IsSecret(name ?? "", text.Value) => [text.Value],
        DataNode.Mapping mapping => mapping.Entries.SelectMany(static entry => Leaves(entry.Value, entry.Name)),
        DataNode.Sequence sequence => sequence.Items.SelectMany(item => Leaves(item, name)),
        _ => [],
    };

    private static bool IsSecret(string name, string value) =>
        value.Length >= SecretMask.ShortestValue && (SecretNames.IsSecret(name) || SecretValues.LooksRandom(value));

    /// <summary>UTF-8 that was taken for ISO-8859-1, as an answer without a charset is; null where that makes no difference.</summary>
    private static string? ReadAsLatin(string text) => Ascii.IsValid(text) ? null : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
