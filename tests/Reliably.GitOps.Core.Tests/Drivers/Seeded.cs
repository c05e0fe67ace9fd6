using System.Globalization;

namespace Reliably.GitOps.Drivers;

/// <summary>Repeatable randomness: each case is named by its seed, and <c>RELIABLY_TEST_SCALE</c> multiplies how many are tried.</summary>
internal static class Seeded
{
    private static readonly double Scale =
        double.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), CultureInfo.InvariantCulture, out var scale) ? scale : 1;

    public static void Each(int times, Action<Random> check)
    {
        for (var seed = 0; seed < Math.Max(1, times * Scale); seed++)
        {
            try
            {
                check(new(seed));
            }
            catch (Exception exception)
            {
                throw new ShouldAssertException($"seed {seed}: {exception.Message}", exception);
            }
        }
    }

    public static T Pick<T>(this Random random, params T[] from) => from[random.Next(from.Length)];

    /// <summary>Text that tries to be anything but text.</summary>
    public static string Nasty(this Random random)
    {
        string[] parts =
        [
            "plain", " ", "\n", "\r\n", "|", "`", "```", "````", "~~~", "<script>alert(1)</script>", "</details>", "<details>", "<img src=x onerror=alert(1)>", "<!--", "-->", "[a](javascript:alert(1))",
            "![x](http://evil/x.png)", "http://evil.example", "www.evil.example", "@ada", "a@b.example", "#12", "**", "__", "*", "_", "\\", "$", "$$x$$", "&lt;", "&#64;", ":tada:", "- ", "+ ", "1. ", "# ", "> ",
            "---", "===", "\t", "    code", "\u202Eevil", "\x1b[31mred\x1b[0m", "\0", "\x07", "é", "日本語", "🙂", "\uD800", "]]>", "\"", "'", "]", "(", ")", "[^1]", "[x]: javascript:x", "{{x}}", "<https://evil>", "javascript:alert(1)", "\uFFFF",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Pick(parts)));
    }
}
