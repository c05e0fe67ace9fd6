using System.Buffers;
using System.Collections.Immutable;
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

    private readonly ImmutableArray<string> needles;
    private readonly SearchValues<string>? search;

    private SecretMask(ImmutableArray<string> needles)
    {
        this.needles = needles;
        search = needles.IsEmpty ? null : SearchValues.Create(needles.AsSpan(), StringComparison.Ordinal);
    }

    /// <summary>Hides tokens of well-known forms only.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>A mask for some values. Those too short to be hidden are left out: whoever takes secrets in refuses them first.</summary>
    public static SecretMask Of(IEnumerable<string> values)
    {
        var forms = values.Where(static value => value.Trim().Length >= ShortestValue).SelectMany(SecretForms.Of)
            .Where(static form => form.Length >= ShortestValue).Distinct(StringComparer.Ordinal);
        return new([.. forms.OrderByDescending(static form => form.Length).ThenBy(static form => form, StringComparer.Ordinal)]);
    }

    /// <summary>Why a value cannot be hidden, and so must not be used; null where it can.</summary>
    public static string? Refusal(string value) =>
        value.Trim().Length >= ShortestValue ? null : $"its value is shorter than {ShortestValue} characters and could not be hidden in journals and reports";

    /// <summary>The text without secrets.</summary>
    public string Apply(string text) => Apply(text, out _);

    /// <param name="text">Any text.</param>
    /// <param name="count">How many places were hidden.</param>
    public string Apply(string text, out int count)
    {
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

    /// <summary>Stretches to hide, in order, none touching another.</summary>
    private List<(int Start, int End)> Places(string text)
    {
        var places = new List<(int Start, int End)>();
        if (search is not null) AddValues(text, places);
        foreach (var token in TokenForms.Find(text)) places.Add(token);
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

    private void AddValues(string text, List<(int Start, int End)> places)
    {
        for (var at = 0; text.AsSpan(at).IndexOfAny(search!) is var hit and >= 0; at++)
        {
            at += hit;
            var start = at;
            var longest = needles.First(needle => text.AsSpan(start).StartsWith(needle, StringComparison.Ordinal)); // the longest come first
            places.Add((start, start + longest.Length));
        }
    }
}
