namespace Reliably.GitOps.Executions;

/// <summary>
/// A text in an address. Which characters stay as they are differs: everything but letters and digits is escaped by some, Python's
/// <c>quote</c> leaves slashes, JavaScript and addresses as a whole leave more, forms write a blank as a plus, and some write small letters.
/// </summary>
internal static class UrlForms
{
    /// <summary>What encoders leave as it is beyond letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>~</c>.</summary>
    private static readonly string[] LeftByEncoders = ["", "/", "!'()*", "!()*", "*", ";/?:@&=+$,#!'()*"];

    public static IEnumerable<string> Of(string text)
    {
        var escaped = Uri.EscapeDataString(text);
        if (escaped == text) yield break;
        foreach (var left in LeftByEncoders)
        {
            var form = left.Aggregate(escaped, static (address, c) => address.Replace(Uri.HexEscape(c), c.ToString(), StringComparison.Ordinal));
            yield return form;
            yield return WithSmallLetters(form);
            var posted = form.Replace("%20", "+", StringComparison.Ordinal);
            yield return posted;
            yield return posted.Replace("~", "%7E", StringComparison.Ordinal);
        }

        yield return Uri.EscapeDataString(escaped);
    }

    private static string WithSmallLetters(string escaped)
    {
        var letters = escaped.ToCharArray();
        for (var i = 0; i + 2 < letters.Length; i++)
        {
            if (letters[i] != '%') continue;
            letters[i + 1] = char.ToLowerInvariant(letters[i + 1]);
            letters[i + 2] = char.ToLowerInvariant(letters[i + 2]);
        }

        return new(letters);
    }
}
