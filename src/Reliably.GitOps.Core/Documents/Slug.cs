using System.Diagnostics.CodeAnalysis;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The name of a document: its path below its folder without the extension, <c>checkout/replica-loss</c>. Any name that git allows is
/// allowed; empty segments, <c>.</c> and <c>..</c> are refused at birth.
/// </summary>
public sealed record Slug : IComparable<Slug>
{
    private Slug(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a slug.</summary>
    /// <exception cref="FormatException">The text is empty, or has an empty, <c>.</c> or <c>..</c> segment.</exception>
    public static Slug Parse(string text) =>
        TryParse(text, out var slug) ? slug : throw new FormatException($"'{text}' is not the name of a document.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out Slug? slug)
    {
        slug = null;
        if (string.IsNullOrEmpty(text) || text.Contains('\0', StringComparison.Ordinal)) return false;
        if (text.Split('/').Any(static segment => segment is "" or "." or "..")) return false;
        slug = new(text);
        return true;
    }

    public int CompareTo(Slug? other) => string.CompareOrdinal(Value, other?.Value);

    public override string ToString() => Value;

    public static bool operator <(Slug left, Slug right) => left.CompareTo(right) < 0;

    public static bool operator >(Slug left, Slug right) => left.CompareTo(right) > 0;

    public static bool operator <=(Slug left, Slug right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Slug left, Slug right) => left.CompareTo(right) >= 0;
}
