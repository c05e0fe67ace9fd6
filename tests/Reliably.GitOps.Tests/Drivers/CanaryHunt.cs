using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// Looks for a secret with decoders, which know nothing of how secrets are hidden: every stretch of base64 and hexadecimal in a text is decoded, and every
/// escape undone. A part of the canary is enough.
/// </summary>
internal static partial class CanaryHunt
{
    private const int Part = 8;

    /// <summary>How the canary can be read in a text; empty where it cannot.</summary>
    public static IReadOnlyList<string> Find(string text, string canary)
    {
        var parts = Enumerable.Range(0, canary.Length - Part + 1).Select(start => canary.Substring(start, Part)).ToList();
        var squeezed = Between().Replace(text, "");
        return [.. Readings(text).Concat(Readings(squeezed).Select(static one => ("squeezed " + one.How, one.Text)))
            .Where(reading => parts.Exists(part => reading.Text.Contains(part, StringComparison.Ordinal))).Select(static reading => reading.Item1).Distinct()];
    }

    private static IEnumerable<(string How, string Text)> Readings(string text)
    {
        yield return ("as it is", text);
        yield return ("reversed URL escapes", WebUtility.UrlDecode(text));
        yield return ("reversed markup", WebUtility.HtmlDecode(text));
        yield return ("reversed JSON escapes", JsonEscape().Replace(text, static match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString()));
        yield return ("without backslashes and quotes", text.Replace("\\", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal));
        foreach (Match match in Base64Run().Matches(text))
        {
            for (var shift = 0; shift < 4 && match.Length - shift >= 8; shift++)
            {
                var run = match.Value[shift..].Replace('-', '+').Replace('_', '/');
                yield return ("base64", Encoding.Latin1.GetString(Convert.FromBase64String(run[..(run.Length / 4 * 4)])));
            }
        }

        foreach (Match match in HexRun().Matches(text))
        {
            for (var shift = 0; shift < 2; shift++)
            {
                var run = match.Value[shift..];
                yield return ("hexadecimal", Encoding.Latin1.GetString(Convert.FromHexString(run[..(run.Length / 2 * 2)])));
            }
        }
    }

    [GeneratedRegex(@"(\\[nrtx]|0x|[\s:,-])+")]
    private static partial Regex Between();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex JsonEscape();

    [GeneratedRegex("[A-Za-z0-9+/_-]{8,}")]
    private static partial Regex Base64Run();

    [GeneratedRegex("[0-9a-fA-F]{16,}")]
    private static partial Regex HexRun();
}
