using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The pages of <c>docs/diagnostics/</c>, one for each code, as they are built into the program. They are read only when somebody asks for
/// one; their addresses cost nothing.
/// </summary>
public static class DiagnosticPages
{
    /// <summary>Where people read the pages of <c>docs/</c>.</summary>
    public const string Docs = "https://github.com/reliably/reliably-gitops/blob/main/docs/";
    private const string Folder = Docs + "diagnostics/";

    /// <summary>Where people read the page of a code.</summary>
    public static string AddressOf(string code) => Folder + code + ".md";

    /// <summary>The page as Markdown to be shown elsewhere: its links are whole addresses. Null for a code that has none.</summary>
    public static string? ReadForElsewhere(string code) => Read(code)?
        .Replace("](../../", "](" + Docs[..^"docs/".Length], StringComparison.Ordinal)
        .Replace("](../", "](" + Docs, StringComparison.Ordinal)
        .Replace("](RLY", "](" + Folder + "RLY", StringComparison.Ordinal);

    /// <summary>The page as Markdown; null for a code that has none.</summary>
    public static string? Read(string code)
    {
        using var stream = typeof(DiagnosticPages).Assembly.GetManifestResourceStream("diagnostics/" + code + ".md");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>What a code is about, in a few words: the heading of its page.</summary>
    public static string TitleOf(DiagnosticRule rule)
    {
        var page = Read(rule.Code);
        if (page is null) return rule.Message;
        var end = page.IndexOf('\n', StringComparison.Ordinal);
        return page["# ".Length..end][(rule.Code.Length + ": ".Length)..];
    }
}
