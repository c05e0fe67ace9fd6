using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reliably.GitOps.Diagnostics;

/// <summary>What must be found, and where; a place of zeros for a finding about a whole file.</summary>
/// <param name="File">The file as findings show it.</param>
/// <param name="Code">The code.</param>
/// <param name="Span">From the first character to the one after the last.</param>
/// <param name="Words">Words that its message or hint must hold; mostly empty.</param>
internal sealed record ExpectedFinding(string File, string Code, SourceSpan Span, string Words)
{
    public bool IsMetBy(Diagnostic found) =>
        found.Code == Code && found.Location.File == File && found.Location.Span == Span
        && (found.Message + " " + found.Hint).Contains(Words, StringComparison.Ordinal);

    public override string ToString() => Told(Code, File, Span) + (Words.Length > 0 ? $" with '{Words}'" : "");

    public static string Told(string code, string file, SourceSpan span) =>
        FormattableString.Invariant($"{code} {file} {span.Start.Line}:{span.Start.Column}-{span.End.Line}:{span.End.Column}");
}

/// <summary>A file of a fixture: its bytes without the marks, and what the marks say.</summary>
/// <param name="Path">The path that findings show.</param>
/// <param name="Content">What is read.</param>
/// <param name="Shown">The text for a page: repetitions are not written out.</param>
/// <param name="Expected">What must be found in it.</param>
internal sealed partial record FixtureFile(string Path, ReadOnlyMemory<byte> Content, string Shown, ImmutableArray<ExpectedFinding> Expected)
{
    public static FixtureFile Read(string file, string path)
    {
        // Latin-1 keeps every byte, also those that are no text.
        var written = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        var expected = ImmutableArray.CreateBuilder<ExpectedFinding>();
        var text = Repetition().Replace(written, static match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))));
        text = WithoutMarks(text, path, expected);
        if (File.Exists(file + ".expected")) expected.AddRange(Beside(File.ReadLines(file + ".expected"), path));
        var few = Repetition().Replace(written, static match => match.Groups[1].Value + match.Groups[1].Value + "…");
        return new(path, Encoding.Latin1.GetBytes(text), Readable(WithoutMarks(few, path, ImmutableArray.CreateBuilder<ExpectedFinding>())), expected.ToImmutable());
    }

    private static string WithoutMarks(string text, string path, ImmutableArray<ExpectedFinding>.Builder expected)
    {
        var kept = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (Mark().Match(line.TrimEnd('\r')) is { Success: true } mark) expected.Add(Expectation(mark, kept.Count, path));
            else kept.Add(line);
        }

        return string.Join('\n', kept);
    }

    /// <summary>What lines without a document say, as in a file <c>….expected</c>.</summary>
    public static IEnumerable<ExpectedFinding> Beside(IEnumerable<string> lines, string path) =>
        from line in lines
        where line.Length > 0 && line[0] != '#'
        let mark = Mark().Match("# " + line)
        select mark.Success ? Expectation(mark, 0, path) : throw new FormatException($"{path}.expected: '{line}' is not 'line:column-line:column CODE'.");

    private static ExpectedFinding Expectation(Match mark, int line, string path)
    {
        var span = default(SourceSpan);
        if (mark.Groups["drawn"] is { Success: true } drawn)
        {
            span = new(new(line, drawn.Index + 1), new(line, drawn.Index + 1 + drawn.Length));
        }
        else if (mark.Groups["from"].Success)
        {
            span = new(new(line, Number(mark, "from")), new(line, Number(mark, "to")));
        }
        else if (mark.Groups["line"].Success)
        {
            span = new(new(Number(mark, "line"), Number(mark, "column")), new(Number(mark, "line2"), Number(mark, "column2")));
        }

        var words = mark.Groups["words"].Value.Trim();
        return new(path, mark.Groups["code"].Value, span, words == "here: whole document" ? "" : words);
    }

    private static int Number(Match mark, string group) => int.Parse(mark.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>What a page can show of bytes that are no text, of control characters and of tabs.</summary>
    private static string Readable(string latin)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin.Replace("…", "\u0001", StringComparison.Ordinal)));
        return string.Concat(text.Select(static c => c switch
        {
            '\n' => "\n",
            '\u0001' => "…",
            '\t' => "⇥",
            '\uFEFF' => "⟨BOM⟩",
            < ' ' => ((char)(0x2400 + c)).ToString(),
            _ => c.ToString(),
        }));
    }

    /// <summary><c>#   ^~~~ CODE</c>, <c># 1-6 CODE</c>, <c># 3:1-5:9 CODE</c> or <c># CODE here: whole document</c>, and words after it.</summary>
    [GeneratedRegex(@"^\s*#\s*(?:(?<drawn>\^~*)\s+|(?<from>\d+)-(?<to>\d+)\s+|(?<line>\d+):(?<column>\d+)-(?<line2>\d+):(?<column2>\d+)\s+)?(?<code>RLY\d{4})(?<words>\s.*)?$")]
    private static partial Regex Mark();

    /// <summary><c>&lt;&lt;&lt;x, >>>*40000</c>.</summary>
    [GeneratedRegex("<<<(.*?)>>>\\*(\\d+)", RegexOptions.Singleline)]
    private static partial Regex Repetition();
}
