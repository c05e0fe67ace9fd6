using System.Buffers;
using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Hides secret values in text: each value as it is and in its usual encodings, and tokens of well-known forms whoever they belong to.
/// The longest match counts, and overlapping ones become one.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Hidden = "***";

    /// <summary>Shorter values would hide half of every text.</summary>
    public const int ShortestValue = 4;

    /// <summary>What may stand between the digits of an encoding: see <see cref="SqueezedText"/>.</summary>
    private static readonly SearchValues<char> InBase64 = SearchValues.Create(" \t\r\n\\");
    private static readonly SearchValues<char> InHexadecimal = SearchValues.Create(" \t\r\n\\:,-x");

    private readonly NeedleIndex? plain;
    private readonly NeedleIndex? hexadecimal;
    private readonly NeedleIndex? base64;

    private SecretMask(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        hexadecimal = new(values.SelectMany(SecretForms.Hexadecimal));
        base64 = new(values.SelectMany(SecretForms.Base64));
        plain = new([.. values.SelectMany(SecretForms.Plain), .. hexadecimal.Needles, .. base64.Needles]);
    }

    /// <summary>Hides tokens of well-known forms only.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>A mask for some values. Those too short to be hidden are left out: whoever takes secrets in refuses them first.</summary>
    public static SecretMask Of(IEnumerable<string> values) =>
        new([.. values.Where(static value => value.Trim().Length >= ShortestValue).Distinct(StringComparer.Ordinal)]);

    /// <summary>Why a value cannot be hidden, and so must not be used; null where it can.</summary>
    public static string? Refusal(string value) =>
        value.Trim().Length >= ShortestValue ? null : $"its value is shorter than {ShortestValue} characters and could not be hidden in journals and reports";

    /// <summary>The text without secrets.</summary>
    public string Apply(string text) => Apply(text, out _);

    /// <param name="text">Any text.</param>
    /// <param name="count">How many places were hidden.</param>
    public string Apply(string text, out int count)
    {
        ArgumentNullException.ThrowIfNull(text);
        var places = Places(text);
        count = places.Count;
        if (count == 0) return text;
        var builder = new StringBuilder(text.Length);
        var from = 0;
        foreach (var (start, end) in places)
        {
            builder.Append(text, from, start - from).Append(Hidden);
            from = end;
        }

        return builder.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Whether there is anything to hide in a text.</summary>
    public bool Finds(string text) => Places(text).Count > 0;

    /// <summary>Stretches to hide, in order, none touching another.</summary>
    private List<(int Start, int End)> Places(string text)
    {
        var places = new List<(int Start, int End)>();
        if (text.Length < ShortestValue) return places;
        if (plain is not null)
        {
            plain.Find(text, places);
            if (text.AsSpan().ContainsAny(InBase64)) SqueezedText.Find(text, base64!, isHexadecimal: false, places);
            if (text.AsSpan().ContainsAny(InHexadecimal)) SqueezedText.Find(text, hexadecimal!, isHexadecimal: true, places);
        }

        TokenForms.Find(text, places);
        return Merged(places);
    }

    private static List<(int Start, int End)> Merged(List<(int Start, int End)> places)
    {
        if (places.Count < 2) return places;
        places.Sort();
        var merged = new List<(int Start, int End)> { places[0] };
        foreach (var place in places.Skip(1))
        {
            var last = merged[^1];
            if (place.Start <= last.End) merged[^1] = (last.Start, Math.Max(last.End, place.End));
            else merged.Add(place);
        }

        return merged;
    }
}
