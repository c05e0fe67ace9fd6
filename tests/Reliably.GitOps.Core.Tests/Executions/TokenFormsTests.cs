using System.Diagnostics;

namespace Reliably.GitOps.Executions;

/// <summary>Credentials that nobody named as secrets. Written in parts, so that no scanner takes this file for a leak.</summary>
public class TokenFormsTests
{
    [Theory]
    [InlineData("AKIA", "IOSFODNN7EXAMPLE")]
    [InlineData("ASIA", "IOSFODNN7EXAMPLE")]
    [InlineData("AIza", "SyA1234567890abcdefghijklmnopqrstuv")]
    [InlineData("ya29.", "a0AfH6SMBx1234567890abcdef")]
    [InlineData("ghp_", "abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("github_pat_", "11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz")]
    [InlineData("glpat-", "abcdefghij0123456789")]
    [InlineData("xoxb-", "1234567890-abcdefghij")]
    [InlineData("xapp-", "1-A0123456789-1234567890")]
    [InlineData("https://hooks.slack.com/services/", "T00000000/B00000000/abcdefghijklmnopqrstuvwx", "https://***")]
    [InlineData("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF_-123")]
    [InlineData("hvs.", "CAESIJabcdefghijklmnopqrst")]
    [InlineData("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN ", "PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----")]
    [InlineData("Authorization: Bearer ", "abc123", "Authorization: Bearer ***")]
    [InlineData("authorization: Basic ", "YWRhOnB3", "authorization: Basic ***")]
    [InlineData("aws_secret_access_key = ", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "aws_secret_access_key = ***")]
    [InlineData("\"SecretAccessKey\": \"", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "\"SecretAccessKey\": \"***")]
    [InlineData("redis://:", "pa55word@cache:6379/0", "redis://:***@cache:6379/0")]
    [InlineData("postgres://ada:", "p@55@db/x", "postgres://ada:***@db/x")]
    public void Are_hidden_though_nobody_named_them(string first, string rest, string shown = "***") =>
        SecretMask.None.Apply($"a {first}{rest} b").ShouldBe($"a {shown} b");

    [Theory]
    [InlineData("http://example.org:80/y and ada@example.org")]
    [InlineData("https://ada@example.org/x?y=a:b@c")]
    [InlineData("ghp_short and AKIAlowercase and eyJustAWord")]
    [InlineData("the Basic idea is a Bearer of news")]
    [InlineData("SOMEAKIAIOSFODNN7EXAMPLE")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")]
    public void Leave_what_only_resembles_them(string text) => SecretMask.None.Apply(text).ShouldBe(text);

    [Fact]
    public void Cost_no_more_for_a_hostile_output() =>
        new[] { "a", "://", "eyJ", "eyJa.", "-----BEGIN ", "AKIA", "Bearer ", "a://b:c", "aws_secret_access_key=", "68 ", "aGVs\\n", "abcd" }.ShouldAllBe(static piece => IsLinear(piece));

    /// <summary>Ten times the text takes about ten times as long: a hundred times would be a square.</summary>
    private static bool IsLinear(string piece)
    {
        var mask = SecretMask.Of(["abcdabcdabcdX", "correct-horse-battery"]);
        var small = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
        var large = string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));
        mask.Apply(small);
        return Enumerable.Range(0, 5).Any(_ => Time(mask, large) < 40 * Time(mask, small) + TimeSpan.FromMilliseconds(50));
    }

    private static TimeSpan Time(SecretMask mask, string text)
    {
        var clock = Stopwatch.StartNew();
        mask.Apply(text);
        return clock.Elapsed;
    }
}
