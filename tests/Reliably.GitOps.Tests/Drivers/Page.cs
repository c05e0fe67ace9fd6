using System.Text.RegularExpressions;

namespace Reliably.GitOps.Drivers;

/// <summary>A Markdown page of this repository, for tests that hold it to what it says.</summary>
internal sealed partial record Page(string Path, string Text)
{
    public static IReadOnlyList<Page> All { get; } = [.. Files().Select(static file => new Page(file, File.ReadAllText(SourceTree.Of(file))))];

    /// <summary>Command lines that a reader is told to type: those that begin with <c>reliably</c> inside fences and in inline code.</summary>
    public IEnumerable<string> Commands => Lines().Select(static line => line.Trim().TrimStart('$').Trim())
        .Where(static line => line.StartsWith("reliably ", StringComparison.Ordinal))
        .Select(static line => line.Split(" # ", 2)[0].Trim());

    /// <summary>Those among them after a <c>$</c>: they are run by a test.</summary>
    public IEnumerable<string> Typed => Lines().Select(static line => line.Trim())
        .Where(static line => line.StartsWith("$ reliably ", StringComparison.Ordinal)).Select(static line => line[2..]);

    /// <summary>Targets of links to files of this repository.</summary>
    public IEnumerable<string> Links => Link().Matches(Code().Replace(Text, "")).Select(static match => match.Groups[1].Value.Split('#')[0])
        .Where(static target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    private static IEnumerable<string> Files() =>
        new[] { "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "example-repo/README.md" }
            .Concat(Directory.EnumerateFiles(SourceTree.Of("docs"), "*.md", SearchOption.AllDirectories)
                .Select(static file => System.IO.Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/'))).Order();

    private IEnumerable<string> Lines()
    {
        var inside = false;
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) inside = !inside;
            else if (inside) yield return line;
        }
    }

    /// <summary>Fenced blocks and inline code: what stands there is an example.</summary>
    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
