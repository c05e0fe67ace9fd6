using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Documents that nobody would write: real ones, mangled. Each follows from its number alone, so a crash is told by one number. Shared by the
/// tests (few) and the benchmarks (many).
/// </summary>
internal sealed class DocumentFuzz(IReadOnlyList<(DocumentKind Kind, string Text)> real)
{
    /// <summary>What one document may allocate: far above the worst known one, far below what hurts.</summary>
    public const long MostBytes = 512L << 20;

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ": ", ":\n", "- ", "- - - ", "\n", "\n  ", "\r\n", "\r", "'", "\"", "&a ", "*a", "<<: ", "<<: *a\n", "!!int ", "!!python/object/apply:os.system [ls]", "!<x> ", "!!binary ",
        "|\n ", ">-\n ", "#", "\t", "\0", "\uFEFF", "\u0085", "\u2028", "0x_", "0o8", "1:99", "2020-02-30", "9999999999999999999999999999", "-1e999999", ".nan", "~", "é", "\ud83d\ude00", "\u202e", "---\n", "...\n",
        "%YAML 9.9\n", "@", "`", "? ", "yes", "${", "${a}", "$[?(@.a", "null", "true", "title: T\n", "method:\n", "type: http\n", "/", "\\", "\\u0000", "\\x", "\u0007",
    ];

    /// <summary>One document: what it is said to be, the name of its file, its bytes.</summary>
    public (DocumentKind Kind, RepositoryFile File) Document(int number)
    {
        var random = new Random(number);
        var (kind, text) = real[random.Next(real.Count)];
        if (random.Next(20) == 0) kind = real[random.Next(real.Count)].Kind;
        for (var change = random.Next(1, 8); change > 0; change--) text = Mangled(text, random);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(6) == 0 && bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(10) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
        return (kind, new("document" + (random.Next(3) == 0 ? ".json" : ".yaml"), bytes));
    }

    /// <summary>Reads a document with every rule; says what went wrong, or null.</summary>
    public string? Try(int number)
    {
        var (kind, file) = Document(number);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var lines = Encoding.UTF8.GetString(file.Content.Span).Split('\n').Length * 2 + 2;
            foreach (var finding in SnapshotReader.ReadAlone(file, kind))
            {
                if (finding.Message.Length == 0 || finding.Location.Span.Start.Line > lines + file.Content.Length) return Told(number, file, "a finding without words or with an impossible place");
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Told(number, file, exception.ToString());
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return bytes > MostBytes ? Told(number, file, FormattableString.Invariant($"{bytes:N0} bytes of memory")) : null;
    }

    private static string Told(int number, RepositoryFile file, string what)
    {
        var content = file.Content.Length > 20_000 ? "too long to print" : Convert.ToBase64String(file.Content.Span);
        return string.Create(CultureInfo.InvariantCulture, $"document {number} ({file.Path}): {what}\nIts bytes in base64: {content}");
    }

    private string Mangled(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(40), text.Length - at);
        var piece = Pieces[random.Next(Pieces.Length)];
        return random.Next(16) switch
        {
            0 or 1 or 2 => text.Insert(at, piece),
            3 or 4 => text.Remove(at, length),
            5 or 6 => text.Remove(at, length).Insert(at, piece),
            7 => text.Insert(at, text.Substring(at, length)),
            8 => Lines(text, random),
            9 => text.Insert(at, real[random.Next(real.Count)].Text),
            10 => text.Replace("\n", random.Next(2) == 0 ? "\r\n" : "\r", StringComparison.Ordinal),
            11 => text.Insert(at, Repeated(random)),
            12 => text.Replace("  ", "\t", StringComparison.Ordinal),
            13 => "\uFEFF" + text,
            14 => Bomb(random) + text,
            _ => text.Insert(at, new string(random.Next(2) == 0 ? 'x' : '7', random.Next(100_000))),
        };
    }

    /// <summary>A line doubled, dropped, moved or indented.</summary>
    private static string Lines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var from = random.Next(lines.Count);
        var line = lines[from];
        switch (random.Next(4))
        {
            case 0: lines.Insert(from, line); break;
            case 1: lines.RemoveAt(from); break;
            case 2: lines.Insert(random.Next(lines.Count), line); break;
            default: lines[from] = new string(' ', random.Next(5)) + line; break;
        }

        return string.Join('\n', lines);
    }

    private static string Repeated(Random random)
    {
        var piece = Pieces[random.Next(Pieces.Length)];
        return string.Concat(Enumerable.Repeat(piece, random.Next(random.Next(20) == 0 ? 20_000 : 200)));
    }

    /// <summary>Aliases of aliases.</summary>
    private static string Bomb(Random random)
    {
        var bomb = new StringBuilder("x0: &x0 [1, 2]\n");
        for (var level = 1; level < random.Next(2, 30); level++)
        {
            bomb.Append(CultureInfo.InvariantCulture, $"x{level}: &x{level} [").AppendJoin(", ", Enumerable.Repeat(FormattableString.Invariant($"*x{level - 1}"), random.Next(1, 9))).Append("]\n");
        }

        return bomb.ToString();
    }
}
