using System.Text;
using System.Text.Encodings.Web;
using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

public class SecretMaskTests
{
    private const string Secret = "hunter2/é\"'&";

    [Fact]
    public void Hides_a_value_in_each_of_its_usual_encodings()
    {
        var mask = SecretMask.Of([Secret]);
        var bytes = Encoding.UTF8.GetBytes(Secret);
        string[] forms =
        [
            Secret, Uri.EscapeDataString(Secret), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            JsonWriter.Compact(DataNode.Of(Secret))[1..^1], Secret.Replace("'", "'\\''", StringComparison.Ordinal), "hunter2/\\u00e9\\\"'&",
            Uri.EscapeDataString(Secret).Replace("%2F", "/", StringComparison.Ordinal), JavaScriptEncoder.Default.Encode(Secret),
            JsonWriter.Compact(DataNode.Of(JsonWriter.Compact(DataNode.Of(Secret))[1..^1]))[1..^1], "hunter2/\\u00e9\\\"'\\u0026", "hunter2\\/\\u00e9\\\"'&",
        ];
        foreach (var form in forms) mask.Apply($"before {form} after").ShouldBe("before *** after");
    }

    [Fact]
    public void Hides_base64_wherever_it_stands_in_a_longer_text() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte[], byte[])>().ToArbitrary(),
        static around =>
        {
            var whole = Convert.ToBase64String([.. around.Item1 ?? [], .. Encoding.UTF8.GetBytes("correct-horse-battery"), .. around.Item2 ?? []]);
            return SecretMask.Of(["correct-horse-battery"]).Apply(whole).Contains(SecretMask.Hidden, StringComparison.Ordinal);
        }));

    [Fact]
    public void The_longest_counts_and_overlapping_ones_become_one()
    {
        var mask = SecretMask.Of(["abcd", "abcdefgh", "ghij"]);
        mask.Apply("xabcdefghijx", out var count).ShouldBe("x***x");
        count.ShouldBe(1);
        mask.Apply("abcd abcd", out count).ShouldBe("*** ***");
        count.ShouldBe(2);
    }

    [Theory]
    [InlineData("123")]
    [InlineData(" ab \n")]
    public void Values_that_are_too_short_are_refused(string value) => SecretMask.Refusal(value).ShouldNotBeNull();

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("xoxb-1234567890-abcdefghij")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF_-123")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----")]
    public void Tokens_of_known_forms_are_hidden_though_nobody_named_them(string token) => SecretMask.None.Apply($"a {token} b").ShouldBe("a *** b");

    [Fact]
    public void A_password_in_an_address_is_hidden_and_the_address_stays() =>
        SecretMask.None.Apply("at https://ada:pa55word@example.org/x and http://example.org:80/y").ShouldBe("at https://ada:***@example.org/x and http://example.org:80/y");

    [Fact]
    public void A_journal_keeps_its_own_words_whatever_the_secret_is()
    {
        var journal = (DataNode.Mapping)JsonReader.Parse("""
            {"status":"completed","deviated":false,"start":"2026-11-21T23:53:53","experiment":{"title":"completed","method":[]},
             "run":[{"activity":{"type":"action","name":"n","provider":{"arguments":{"completed":"completed"}}},"output":{"stdout":"is completed","n":12345678},"status":"succeeded"}]}
            """);
        var redacted = JournalRedactor.Redact(journal, SecretMask.Of(["completed", "action", "output", "12345678", "2026"]));
        var text = JsonWriter.Compact(redacted.Journal);
        text.ShouldContain("\"status\":\"completed\"");
        text.ShouldContain("\"type\":\"action\"");
        text.ShouldContain("\"start\":\"2026-11-21T23:53:53\"");
        text.ShouldContain("\"arguments\":{\"***\":\"***\"}");
        text.ShouldContain("\"output\":{\"stdout\":\"is ***\",\"n\":\"***\"}");
        redacted.MaskedValues.ShouldBe(5);
    }
}
