using System.Text;

namespace Reliably.GitOps.Experiments;

/// <summary>Regular expressions made at random from the pieces in which engines differ.</summary>
internal static class PatternMaking
{
    private static readonly string[] Pieces =
    [
        "a", "b", ".", "*", "+", "?", "{", "}", "{2}", "{2,}", "{,3}", "{3,1}", "{,}", "|", "^", "$", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?P<n>", "(?P=n)", "(?P<m>", "(?<n>", "(?#c)",
        "(?i)", "(?i:", "(?-i:", "(?a-i:", "(?L)", "(?x)", "(?t:", "(?au)", "(?(1)", "(?(n)", "(?(9)", "[", "]", "[^", "[]", "a-z", "z-a", "\\d-z", "-", "\\", "\\d", "\\b", "\\Z", "\\z", "\\1", "\\2", "\\12",
        "\\123", "\\400", "\\0", "\\x1", "\\x41", "\\u0041", "\\u41", "\\U00000041", "\\U00110000", "\\N{EM DASH}", "\\N", "\\8", "\\p{L}", "\\k<n>", "\\.", "\\-", " ", "#", "\n", "é", "😀", "aaa", "(?", "(?P", "?+", "*+", "++", "&&", "[[",
    ];

    public static string Make(Random random)
    {
        var pattern = new StringBuilder();
        for (var pieces = random.Next(1, 9); pieces > 0; pieces--) pattern.Append(Pieces[random.Next(Pieces.Length)]);
        if (random.Next(2) == 0)
        {
            var open = pattern.ToString().Count(static c => c == '(') - pattern.ToString().Count(static c => c == ')');
            if (open > 0) pattern.Append(')', open);
        }

        return pattern.ToString();
    }
}
