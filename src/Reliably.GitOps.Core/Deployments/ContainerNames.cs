namespace Reliably.GitOps.Deployments;

/// <summary>What a container engine's command line takes as the name of an image, an account and a network. None begins like an option.</summary>
internal static class ContainerNames
{
    private const int Longest = 255;

    /// <summary><c>[registry[:port]/]path[:tag][@sha256:…]</c> (https://github.com/distribution/reference).</summary>
    public static bool IsImage(string text)
    {
        if (text.Length is 0 or > Longest + 80) return false;
        var (rest, digest) = Split(text, text.IndexOf('@', StringComparison.Ordinal));
        if (digest is not null && !IsDigest(digest)) return false;
        var (name, tag) = Split(rest, TagAt(rest));
        if (tag is not null && !IsWord(tag, 128, "_.-", upper: true)) return false;
        var parts = name.Split('/');
        var hasRegistry = parts.Length > 1 && (parts[0].AsSpan().ContainsAny('.', ':') || parts[0] == "localhost");
        return parts.Skip(hasRegistry ? 1 : 0).All(static part => IsWord(part, Longest, "_.-", upper: false) && char.IsAsciiLetterOrDigit(part[^1]))
            && (!hasRegistry || IsWord(parts[0], Longest, ".-:", upper: true));
    }

    /// <summary>True where the same name may be another image tomorrow: no digest, and no tag or the tag <c>latest</c>.</summary>
    public static bool Moves(string image) =>
        !image.Contains('@', StringComparison.Ordinal) && Split(image, TagAt(image)).After is null or "latest";

    /// <summary>A name or a number, and a group in the same form behind a colon.</summary>
    public static bool IsUser(string text) =>
        text.Split(':') is { Length: 1 or 2 } parts && parts.All(static part => IsWord(part.StartsWith('_') ? part[1..] : part, 32, "_-", upper: true));

    /// <summary>A network by name; not one that belongs to another container, a process or a path.</summary>
    public static bool IsNetwork(string text) => IsWord(text, Longest, "_.-", upper: true);

    private static int TagAt(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? colon : -1;
    }

    private static (string Before, string? After) Split(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private static bool IsDigest(string text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && text[7..].All(static c => char.IsAsciiHexDigitLower(c) || char.IsAsciiDigit(c));

    /// <summary>Begins with a letter or a digit, and goes on with them and some marks.</summary>
    private static bool IsWord(string text, int longest, string marks, bool upper) =>
        text.Length > 0 && text.Length <= longest && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => (upper ? char.IsAsciiLetterOrDigit(c) : char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) || marks.Contains(c, StringComparison.Ordinal));
}
