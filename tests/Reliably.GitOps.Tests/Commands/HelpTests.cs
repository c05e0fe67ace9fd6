using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public class HelpTests
{
    [Fact]
    public async Task An_unknown_verb_is_wrong_usage()
    {
        var run = await ReliablyDriver.RunAsync("frobnicate");
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain("frobnicate");
    }

    [Theory]
    [InlineData("demo", "--port", "abc")]
    [InlineData("demo-target", "--port", "70000")]
    [InlineData("serve", "--poll", "soon")]
    [InlineData("plan", "next", "--count", "1.5")]
    [InlineData("run", "some.yaml", "--hypothesis-frequency", "often")]
    public async Task A_word_where_a_number_belongs_is_wrong_usage(params string[] arguments)
    {
        var run = await ReliablyDriver.RunAsync(arguments);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain($"reliably: {arguments[^2]} is ");
    }
}
