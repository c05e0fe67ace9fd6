using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>The lines of a document, numbered as findings number them. Made once a file, so that many findings in a long text cost one pass.</summary>
internal sealed class SourceLines
{
    private const string JsonBreaks = "\n";
    private const string YamlBreaks = "\r\n\u0085\u2028\u2029";
    private readonly string text;
    private readonly List<int> starts = [0];

    private SourceLines(ReadOnlySpan<byte> utf8, string breaks)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        text = Encoding.UTF8.GetString(utf8);
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny(breaks);
            if (next < 0) break;
            i += next;
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n') starts.Add(i + 1);
        }
    }

    /// <summary>The lines of a file; its name says which characters end one: YAML 1.1 has five.</summary>
    public static SourceLines Of(string file, ReadOnlySpan<byte> utf8) =>
        new(utf8, DocumentReader.ExtensionOf(file) == ".json" ? JsonBreaks : YamlBreaks);

    /// <summary>The characters of a line without its end; empty for a line that is not there.</summary>
    /// <param name="number">From 1.</param>
    public ReadOnlySpan<char> this[int number]
    {
        get
        {
            if (number < 1 || number > starts.Count) return default;
            var end = number < starts.Count ? starts[number] : text.Length;
            return text.AsSpan(starts[number - 1]..end).TrimEnd(YamlBreaks);
        }
    }
}
