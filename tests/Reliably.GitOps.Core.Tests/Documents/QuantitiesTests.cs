namespace Reliably.GitOps.Documents;

public class QuantitiesTests
{
    [Theory]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("90s", 90)]
    [InlineData("1w2d", 777600)]
    [InlineData("500ms", 0.5)]
    [InlineData("0s", 0)]
    public void Reads_a_duration(string text, double seconds) => Quantities.Duration(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 m")]
    [InlineData("m")]
    [InlineData("30m1h")]
    [InlineData("1m1m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("999999999w")]
    [InlineData("99999999999999999999s")]
    public void Refuses_what_is_no_duration(string text) => Quantities.Duration(text).ShouldBeNull();

    [Theory]
    [InlineData("1MiB", 1048576L)]
    [InlineData("512 KiB", 524288L)]
    [InlineData("7B", 7L)]
    [InlineData("1MB", null)]
    [InlineData("MiB", null)]
    public void Reads_a_size(string text, long? bytes) => Quantities.Size(text).ShouldBe(bytes);
}
