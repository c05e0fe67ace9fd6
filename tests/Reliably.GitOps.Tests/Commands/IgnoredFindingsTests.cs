using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary>What <c>validation: ignore</c> does at the front door.</summary>
public sealed class IgnoredFindingsTests : IDisposable
{
    private const string Leak = "ghp_q7Rt9zKp2LxWv4Nc8Bd3Hs6Yj1Mf5GaE" + "J012";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_finding_is_told_until_the_settings_turn_it_off()
    {
        Write(timeout: "");
        var told = await ReliablyDriver.RunInAsync(folder.Path, "validate");
        told.Output.ShouldContain("experiments/a.yaml:8:53: info RLY2803: 'p' has no timeout, so the run waits for it without end.");
        folder.Write("reliably.yaml", "validation: {ignore: [{code: RLY2803, paths: [experiments/a.yaml]}, {code: RLY1602}]}\n");
        (await ReliablyDriver.RunInAsync(folder.Path, "validate")).ShouldBe(new ReliablyRun(0, "", "2 documents, no problems.\n"));
        (await ReliablyDriver.RunInAsync(folder.Path, "validate", "experiments/a.yaml")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_literal_that_is_no_secret_after_all_can_be_validated_and_run()
    {
        Write(timeout: ", timeout: 5", tag: Leak);
        (await ReliablyDriver.RunInAsync(folder.Path, "validate")).Output.ShouldContain("error RLY2601");
        (await ReliablyDriver.RunInAsync(folder.Path, "run", "a", "--runner", "native")).ExitCode.ShouldNotBe(0);
        folder.Write("reliably.yaml", "validation: {ignore: [{code: RLY2601, paths: [experiments/a.yaml]}]}\n");
        (await ReliablyDriver.RunInAsync(folder.Path, "validate")).ExitCode.ShouldBe(0);
        var run = await ReliablyDriver.RunInAsync(folder.Path, "run", "a", "--runner", "native");
        run.ExitCode.ShouldBe(0, run.Error);
    }

    private void Write(string timeout, string tag = "shop") => folder.Write("experiments/a.yaml", $$"""
        title: T
        description: D
        tags: ["{{tag}}"]
        method: []
        steady-state-hypothesis:
          title: H
          probes:
          - {type: probe, name: p, tolerance: 0, provider: {type: process, path: cat, arguments: /dev/null{{timeout}} } }

        """);
}
