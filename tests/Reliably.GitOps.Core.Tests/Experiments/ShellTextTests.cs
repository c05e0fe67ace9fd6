namespace Reliably.GitOps.Experiments;

public class ShellTextTests
{
    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("a 'b c' \"d \\\"e\" f\\ g", "a·b c·d \"e·f g")]
    [InlineData("a & b && c || d; e | f", "a&|b&&|c|||d;|e|f")]
    [InlineData("a >/dev/null 2>&1 &", "a·>/dev/null·2>&1&")]
    [InlineData("a &>x", "a·&>x")]
    [InlineData("kill $(cat \"a b\" | head)", "kill·$(cat \"a b\" | head)")]
    [InlineData("kill \"$(cat \"$1\")\" x", "kill·$(cat \"$1\")·x")]
    [InlineData("a # & b\nc", "a\n|c")]
    [InlineData("a 'b", "a·b")]
    [InlineData("a $(b", "a·$(b")]
    [InlineData("a \"b", "a·b")]
    [InlineData("a \\", "a·\\")]
    [InlineData("", "")]
    [InlineData("&& ; |", "")]
    public void Reads_words_and_operators(string text, string expected) =>
        Told(ShellText.Read(text)).Replace(" ", "·", StringComparison.Ordinal).ShouldBe(expected.Replace(" ", "·", StringComparison.Ordinal));

    [Fact]
    public void Ends_for_every_text()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => "a &|;$()'\"\\#\n`<>{}"[random.Next(18)])]);
            ShellText.Read(text).ShouldAllBe(static command => command.Words.Length > 0);
        }
    }

    private static string Told(IEnumerable<ShellCommand> commands) =>
        string.Join('|', commands.Select(static command => string.Join('·', command.Words) + (command.Operator is "|" ? "" : command.Operator)));
}
