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
}
