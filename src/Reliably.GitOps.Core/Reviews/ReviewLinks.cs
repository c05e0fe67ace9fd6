using System.Globalization;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>Where the links of a review lead.</summary>
public sealed record ReviewLinks
{
    /// <summary>Address of the pages of this program's documentation, with a slash at its end.</summary>
    public required string Docs { get; init; }

    /// <summary>Address of the head's files at the forge, with a slash at its end: <c>https://…/blob/&lt;commit&gt;/</c>. Null where there is none.</summary>
    public string? Files { get; init; }

    /// <summary>A bot listens: commands are shown as comments to write, not as lines for a terminal.</summary>
    public bool TakesCommands { get; init; }

    /// <summary>The server grants runs on pull requests: comments that ask for one are offered.</summary>
    public bool OffersRuns { get; init; }

    /// <summary>A place in a file as Markdown, a link where there is a forge.</summary>
    /// <param name="path">Path from the root.</param>
    /// <param name="line">From 1; 0 for the file as a whole.</param>
    internal string Place(string path, int line = 0)
    {
        var shown = MarkdownText.CodeCell(line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{path}:{line}") : path);
        if (Files is null) return shown;
        var anchor = line > 0 ? "#L" + line.ToString(CultureInfo.InvariantCulture) : "";
        return $"[{shown}]({Files}{ReportLinks.Relative("", path)}{anchor})";
    }

    internal string Page(string title, string page) => $"[{title}]({Docs}{page})";

    internal string Code(string code) => Page(code, "diagnostics/" + code + ".md");
}
