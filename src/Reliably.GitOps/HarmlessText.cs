namespace Reliably.GitOps;

/// <summary>
/// Text of somebody else in a line of a log or a terminal. Names come from a repository, and what an engine says from a container: they may hold ends
/// of lines, with which a line could be forged, escape sequences, and marks that turn the direction of what follows.
/// </summary>
internal static class HarmlessText
{
    /// <summary>The same in one line; blanks stand for ends of lines, and a mark for what cannot be seen.</summary>
    public static string InLine(string text) => text.Any(IsHarmful) ? string.Concat(text.Select(static c => !IsHarmful(c) ? c : c is '\n' or '\r' or '\t' ? ' ' : '\uFFFD')) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
