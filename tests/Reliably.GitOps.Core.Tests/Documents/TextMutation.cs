namespace Reliably.GitOps.Documents;

/// <summary>Changes a text at random, a little, so that most of it stays what it was.</summary>
internal static class TextMutation
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ": ", ",", "- ", "\n", "\r\n", "\r", "\n  ", "'", "\"", "&a ", "*a", "<<: *a", "<<: ", "!!int ", "|\n", ">-\n", "#", "\t", "0x_", "2020-02-30", "~", "null", "é", "日本", "🙂", "\u2028", "\u0085", "\\", "---\n", "%", "@", "? ",
        "1e400", "yes", "title", "type", "zzz: 1\n", "\"zzz\": 1,", "${x}",
    ];

    public static string Of(string text, Random random)
    {
        for (var change = random.Next(1, 5); change > 0; change--) text = Changed(text, random);
        return text;
    }

    private static string Changed(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(12), text.Length - at);
        var (line, end) = LineAround(text, at);
        return random.Next(7) switch
        {
            0 or 1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            2 => text.Remove(at, length),
            3 => text.Insert(at, text.Substring(at, length)),
            4 => text.Remove(line, end - line),
            5 => text.Insert(line, text[line..end]),
            _ => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
        };
    }

    private static (int Start, int End) LineAround(string text, int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', start);
        return (start, end < 0 ? text.Length : end + 1);
    }
}
