using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>Whatever a secret is made of, it is not found again behind any of the encodings that SecretForms promises.</summary>
public class SecretEncodingsTests
{
    private static readonly Func<string, string>[] Encodings =
    [
        static text => text,
        static text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        static text => Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + text + "y")),
        static text => Convert.ToBase64String(Encoding.UTF8.GetBytes("xx" + text + "yyy")),
        static text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        static text => Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + text)), 16, "\n"),
        static text => Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + text)), 12, "\\r\\n  "),
        static text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        static text => Wrapped(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)), 2, " "),
        static text => Wrapped(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)), 2, ":"),
        static text => Wrapped(Convert.ToHexString(Encoding.UTF8.GetBytes(text)), 4, ", 0x"),
        static text => BitConverter.ToString(Encoding.UTF8.GetBytes(text)),
        Uri.EscapeDataString,
        WebUtility.UrlEncode,
        WebUtility.HtmlEncode,
        static text => JsonWriter.Compact(DataNode.Of(text)),
        static text => JsonWriter.Compact(DataNode.Of(JsonWriter.Compact(DataNode.Of(text)))),
        static text => System.Text.Json.JsonSerializer.Serialize(text),
        static text => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'",
        static text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
    ];

    private static Gen<string> Secrets { get; } =
        from length in Gen.Choose(8, 60)
        from letters in Gen.Elements("abcXYZ0189 /+_-.:'\"\\&<>=%$!é€🐒".EnumerateRunes().Select(static rune => rune.ToString()).ToArray()).ArrayOf(length)
        let text = string.Concat(letters)
        where text.Trim().Length >= 8
        select text;

    [Fact]
    public void No_encoding_of_a_secret_can_be_decoded_from_a_masked_text() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Secrets.ToArbitrary(), static secret =>
        {
            var mask = SecretMask.Of([secret]);
            foreach (var encode in Encodings)
            {
                var masked = mask.Apply($"before [{encode(secret)}] after");
                masked.ShouldContain(SecretMask.Hidden, customMessage: encode(secret));
                masked.Replace(SecretMask.Hidden, "", StringComparison.Ordinal).Length.ShouldBeLessThan("before [] after".Length + 24, encode(secret));
                masked.ShouldStartWith("before [");
                masked.ShouldEndWith("] after");
            }
        }));

    [Fact]
    public void What_was_masked_once_stays_as_it_is() => Check.QuickThrowOnFailure(Prop.ForAll(
        Secrets.ToArbitrary(), Secrets.ToArbitrary(), ArbMap.Default.GeneratorFor<NonNull<string>>().ToArbitrary(),
        static (first, second, around) =>
        {
            var mask = SecretMask.Of([first, second]);
            var once = mask.Apply(around.Get + first + around.Get + second + Convert.ToHexString(Encoding.UTF8.GetBytes(first)));
            mask.Apply(once, out var again).ShouldBe(once);
            again.ShouldBe(0);
        }));

    [Fact]
    public void Text_without_a_secret_stays_as_it_is() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.GeneratorFor<NonNull<string>>().ToArbitrary(),
        static text => SecretMask.Of(["correct-horse-battery"]).Apply(text.Get) == text.Get));

    [Theory]
    [InlineData("password: hunter2-And-more\nuser: ada", "hunter2-And-more")]
    [InlineData("{\"user\": \"ada\", \"password\": \"tiger\"}", "tiger")]
    [InlineData("[default]\naws_access_key_id = abc\naws_secret_access_key = \"wJalrXUtnFEMIK7MDENGbPxRfiCYKEY\"", "wJalrXUtnFEMIK7MDENGbPxRfiCYKEY")]
    [InlineData("first line of it\nsecond line of it", "second line of it")]
    public void Of_a_value_with_parts_each_part_is_hidden(string value, string part) => SecretMask.Of([value]).Apply($"got {part}!").ShouldBe("got ***!");

    [Fact]
    public void A_secret_file_does_not_hide_the_words_of_its_form() =>
        SecretMask.Of(["apiVersion: v1\nkind: Config\nusers:\n- name: ada\n  user: {token: 0123456789abcdef}"]).Apply("users: name v1").ShouldBe("users: name v1");

    private static string Wrapped(string text, int width, string between) => string.Join(between, text.Chunk(width).Select(static chunk => new string(chunk)));
}
