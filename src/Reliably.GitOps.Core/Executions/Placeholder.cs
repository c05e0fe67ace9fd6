namespace Reliably.GitOps.Executions;

/// <summary>What a <c>$…</c> in a text is to Python's <c>string.Template</c>.</summary>
internal enum PlaceholderKind
{
    /// <summary>A dollar sign that begins nothing.</summary>
    Invalid,

    /// <summary><c>$$</c>, which stands for one dollar sign.</summary>
    Escaped,

    /// <summary><c>$name</c>.</summary>
    Named,

    /// <summary><c>${name}</c>.</summary>
    Braced,
}

/// <summary>One <c>$…</c> of a text: where it begins, how many characters it has, and the name in it.</summary>
internal readonly record struct Placeholder(PlaceholderKind Kind, int Start, int Length, string Name)
{
    public bool HasName => Kind is PlaceholderKind.Named or PlaceholderKind.Braced;

    /// <summary>Every <c>$…</c> of a text, from left to right.</summary>
    public static IEnumerable<Placeholder> In(string text)
    {
        for (var at = text.IndexOf('$', StringComparison.Ordinal); at >= 0; at = at < text.Length ? text.IndexOf('$', at) : -1)
        {
            var found = At(text, at);
            yield return found;
            at += found.Length;
        }
    }

    /// <summary>The one that begins with the dollar sign at an index.</summary>
    public static Placeholder At(string text, int dollar)
    {
        var next = dollar + 1;
        if (next >= text.Length) return new(PlaceholderKind.Invalid, dollar, 1, "");
        if (text[next] == '$') return new(PlaceholderKind.Escaped, dollar, 2, "");
        if (NameLength(text, next) is var named and > 0) return new(PlaceholderKind.Named, dollar, named + 1, text.Substring(next, named));
        if (text[next] == '{' && NameLength(text, next + 1) is var braced and > 0 && next + 1 + braced < text.Length && text[next + 1 + braced] == '}')
        {
            return new(PlaceholderKind.Braced, dollar, braced + 3, text.Substring(next + 1, braced));
        }

        return new(PlaceholderKind.Invalid, dollar, 1, "");
    }

    private static int NameLength(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '_' || char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end])))) end++;
        return end - start;
    }
}
