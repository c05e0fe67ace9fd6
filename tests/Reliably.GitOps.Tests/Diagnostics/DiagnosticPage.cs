using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// Makes the page of a finding from the catalogue, the words written by hand beside it, and the fixture: the document before, what
/// <c>reliably validate</c> prints, and the document after.
/// </summary>
internal sealed partial class DiagnosticPage(DiagnosticRule rule)
{
    private const int Around = 2;
    private const int Longest = 200;

    private static readonly Dictionary<string, string> None = [];

    private readonly StringBuilder text = new();

    public static string ExplanationFile(string code) => SourceTree.Of("src", "Reliably.GitOps.Core", "Diagnostics", "Explanations", code + ".md");

    public static string PageFile(string code) => SourceTree.Of("docs", "diagnostics", code + ".md");

    /// <summary>The heading of the words written by hand.</summary>
    public static string TitleOf(string code) => File.ReadLines(ExplanationFile(code)).First()["# ".Length..];

    public static async Task<string> WriteAsync(DiagnosticRule rule, DiagnosticFixture bad, DiagnosticFixture good)
    {
        var page = new DiagnosticPage(rule);
        page.Head();
        using (var run = new FixtureRun(bad))
        {
            page.Line("## Example").Line("");
            page.Documents(bad, None);
            var isReview = run.Arguments is ["review", ..];
            var found = await run.RunAsync(isReview ? ["--format", "text"] : []);
            page.Fenced("console", $"$ {run.CommandLine}{(isReview ? " --format text" : "")}\n{page.Shortened(found.Output)}{found.Error}");
        }

        page.Line(good.Files.Length > 0 && bad.World.Any(static line => line.StartsWith("unreadable ", StringComparison.Ordinal)) ? "Mended: the same with `chmod 644`." : "Mended:").Line("");
        page.Documents(good, Before(bad));
        page.Line("---").Line("").Line("[All findings](../diagnostics.md) · [Validation](../validation.md) · at a terminal: `reliably explain " + rule.Code + "`");
        return page.text.ToString();
    }

    private void Head()
    {
        var words = File.ReadAllText(ExplanationFile(rule.Code)).TrimEnd('\n').Split('\n', 2);
        var family = DiagnosticFamily.Of(rule.Code);
        Line($"# {rule.Code}: {words[0]["# ".Length..]}").Line("");
        Line($"**{rule.Severity}** · {family.Owner} · [{family.Title}](../diagnostics.md#{family.Anchor})").Line("");
        if (rule.Message.Any(char.IsAsciiLetter)) Line("> " + DiagnosticFamily.Plain(rule.Message)).Line("");
        Line(Code().Replace(words[1].Trim('\n'), "[$1]($1.md)")).Line("");
    }

    /// <summary>Files by their paths; links and pipes have no text.</summary>
    private static Dictionary<string, string> Before(DiagnosticFixture bad) => bad.Files.Select(static file => (file.Path, file.Shown))
        .Concat(bad.World.Select(static line => line.Split(' ')).Where(static line => line[0] is "link" or "pipe" or "bytes").Select(static line => (line[1], "")))
        .ToDictionary(static file => file.Item1, static file => file.Item2);

    /// <summary>The documents of a fixture; of those that stood before only what is new or changed.</summary>
    private void Documents(DiagnosticFixture fixture, Dictionary<string, string> before)
    {
        foreach (var file in fixture.Files)
        {
            if (before.TryGetValue(file.Path, out var earlier) && earlier == file.Shown) continue;
            if (fixture.Kind is null) Line($"`{file.Path}`:").Line("");
            Fenced(Path.GetExtension(file.Path) switch { ".json" => "json", ".md" => "markdown", _ => "yaml" }, string.IsNullOrEmpty(earlier) ? file.Shown : Changed(earlier.Split('\n'), file.Shown.Split('\n'), file.Path));
        }

        foreach (var line in fixture.World) World(line.Split(' '));
        var steps = fixture.World.Select(static line => line.Split(' ')).Where(static line => line[0] is "git" or "change").ToList();
        if (steps.Count > 0) Fenced("sh", string.Join('\n', steps.Select(static line => line[0] == "git" ? string.Join(' ', line) : $"sed -i 's|{line[2]}|{line[3]}|' {line[1]}")));
        var gone = before.Keys.Except(fixture.Files.Select(static file => file.Path)).Except(fixture.World.Where(static line => line.Contains(' ', StringComparison.Ordinal)).Select(static line => line.Split(' ')[1]));
        foreach (var path in gone) Line($"`{path}` is gone.").Line("");
    }

    private void World(string[] line)
    {
        switch (line)
        {
            case ["link", var path, var target]:
                Line($"`{path}` is a symbolic link to `{target}`.").Line("");
                break;
            case ["unreadable", var path]:
                Line($"`{path}` may be read by nobody (`chmod 000`).").Line("");
                break;
            case ["bytes", var path]:
                Line($"`{path}`, where `%E9` is that byte, is an empty file.").Line("");
                break;
            case ["pipe", var path]:
                Line($"`{path}` is a named pipe.").Line("");
                break;
            case ["variable", var name, var value]:
                Line($"In the environment: `{name}={value}`.").Line("");
                break;
        }
    }

    /// <summary>The stretch that differs, with a little of what stands around it; all where little would be left out.</summary>
    private static string Changed(string[] before, string[] after, string path)
    {
        var head = before.Zip(after).TakeWhile(static pair => pair.First == pair.Second).Count();
        var tail = before.Skip(head).Reverse().Zip(after.Skip(head).Reverse()).TakeWhile(static pair => pair.First == pair.Second).Count();
        var (from, to) = (Math.Max(0, head - Around), Math.Min(after.Length, after.Length - tail + Around));
        if (from + (after.Length - to) < 4) return string.Join('\n', after);
        var gap = path.EndsWith(".json", StringComparison.Ordinal) ? "…" : "# …";
        return string.Join('\n', [.. from > 0 ? [gap] : (string[])[], .. after[from..to], .. to < after.Length - 1 ? [gap] : (string[])[]]);
    }

    /// <summary>Of very many findings the first, and the page's own.</summary>
    private string Shortened(string output)
    {
        var lines = output.Split('\n');
        if (lines.Length <= Longest) return output;
        var own = Array.FindIndex(lines, line => line.Contains($" {rule.Code}: ", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, own + 1, static line => !line.StartsWith(' '));
        return string.Join('\n', [.. lines[..4], "…", .. lines[own..end], "…", ""]);
    }

    private void Fenced(string language, string content) => Line("```" + language).Line(content.TrimEnd('\n')).Line("```").Line("");

    private DiagnosticPage Line(string line)
    {
        text.Append(line).Append('\n');
        return this;
    }

    /// <summary>A code in brackets that is no link yet.</summary>
    [GeneratedRegex(@"\[(RLY\d{4})\](?!\()")]
    private static partial Regex Code();
}
