using System.Text.Json;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public class ExplainTests
{
    [Theory]
    [InlineData("RLY1203")]
    [InlineData("rly1203")]
    [InlineData("1203")]
    public async Task Prints_the_page_of_a_code(string code)
    {
        var run = await ReliablyDriver.RunAsync("explain", code);
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Output.ShouldStartWith("RLY1203: A reference leads to no activity\n");
        run.Output.ShouldContain("\n    $ reliably validate experiment.yaml\n    experiment.yaml:11:8: error RLY1203");
        run.Output.ShouldEndWith("https://github.com/reliably/reliably-gitops/blob/main/docs/diagnostics/RLY1203.md\n");
    }

    [Fact]
    public async Task Prose_fits_a_terminal_and_links_are_their_words()
    {
        foreach (var rule in DiagnosticRules.All)
        {
            var run = await ReliablyDriver.RunAsync("explain", rule.Code);
            var lines = run.Output.Split('\n').Where(static line => !line.StartsWith("    ", StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal));
            lines.ShouldAllBe(static line => line.Length <= 80, rule.Code);
            run.Output.ShouldNotContain(".md)", customMessage: rule.Code);
            run.Output.ShouldNotContain("```", customMessage: rule.Code);
        }
    }

    [Theory]
    [InlineData("**Replace the secret** now", false, "Replace the secret now\n")]
    [InlineData("**Replace the** `key`", true, "\u001b[1mReplace\u001b[0m \u001b[1mthe\u001b[0m \u001b[36mkey\u001b[0m\n")]
    [InlineData("# A `key` and [a page](../a.md)", false, "A `key` and a page\n")]
    [InlineData("See [a page](../a.md), or `[x](y)`.", false, "See a page, or `[x](y)`.\n")]
    [InlineData("```yaml\n- a\n\n  b: 1\n```", false, "    - a\n\n      b: 1\n")]
    public void A_terminal_gets_words_instead_of_marks(string markdown, bool colour, string shown) => PageText.Write(markdown, colour).ShouldBe(shown);

    [Fact]
    public async Task Alone_lists_every_code_with_what_it_is_about()
    {
        var run = await ReliablyDriver.RunAsync("explain");
        run.Output.Split('\n').Length.ShouldBe(DiagnosticRules.All.Length + 1);
        run.Output.ShouldContain("\nRLY1203  error    A reference leads to no activity\n");
    }

    [Theory]
    [InlineData("RLY1230", "Did you mean RLY1203?")]
    [InlineData("RLY12O3", "Did you mean RLY1203?")]
    [InlineData("E0001", "'reliably explain' lists all codes.")]
    public async Task A_code_that_is_none_is_wrong_usage_and_the_nearest_is_named(string code, string told)
    {
        var run = await ReliablyDriver.RunAsync("explain", code);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain($"'{code}'");
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task Programs_get_the_page_with_its_address()
    {
        var run = await ReliablyDriver.RunAsync("explain", "RLY1203", "--format", "json");
        using var document = JsonDocument.Parse(run.Output);
        var rule = document.RootElement.GetProperty("rules").EnumerateArray().ShouldHaveSingleItem();
        rule.GetProperty("severity").GetString().ShouldBe("error");
        rule.GetProperty("page").GetString().ShouldBe(DiagnosticPages.AddressOf("RLY1203"));
        rule.GetProperty("markdown").GetString()!.ShouldStartWith("# RLY1203: A reference leads to no activity\n");
    }

    [Fact]
    public async Task A_page_shown_elsewhere_has_whole_addresses_for_links()
    {
        foreach (var code in DiagnosticRules.All.Select(static rule => rule.Code))
        {
            var page = (await ReliablyDriver.RunAsync("explain", code, "--format", "markdown")).Output;
            System.Text.RegularExpressions.Regex.Matches(page, @"\]\(([^)]*\.md[^)]*)\)").Select(static link => link.Groups[1].Value)
                .ShouldAllBe(static address => address.StartsWith("https://", StringComparison.Ordinal) && !address.Contains("..", StringComparison.Ordinal), code);
        }
    }

    [Fact]
    public async Task Every_page_that_is_built_in_is_the_one_in_docs()
    {
        foreach (var file in Directory.EnumerateFiles(SourceTree.Of("docs/diagnostics"), "*.md"))
            DiagnosticPages.Read(Path.GetFileNameWithoutExtension(file)).ShouldBe(await File.ReadAllTextAsync(file), file);
    }
}
