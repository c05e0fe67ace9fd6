using System.Buffers;

namespace Reliably.GitOps.Environments;

/// <summary>
/// Looks for any of many words in a text. The first few looks go word by word: a short command is over before the runtime has compiled the search
/// for all at once, which a long one soon uses.
/// </summary>
internal sealed class SignSearch(string[] signs, StringComparison comparison)
{
    private const int FewLooks = 60;
    private const int ShortText = 256;

    private SearchValues<string>? all;
    private int looks;

    /// <summary>Where the first of the words stands; negative where none does.</summary>
    public int FirstIn(ReadOnlySpan<char> text)
    {
        if (all is null && looks < FewLooks && text.Length <= ShortText)
        {
            looks++;
            return WordByWord(text);
        }

        all ??= SearchValues.Create(signs, comparison);
        return text.IndexOfAny(all);
    }

    private int WordByWord(ReadOnlySpan<char> text)
    {
        var first = -1;
        foreach (var sign in signs)
        {
            if (text.IndexOf(sign, comparison) is var at and >= 0 && (first < 0 || at < first)) first = at;
        }

        return first;
    }
}
