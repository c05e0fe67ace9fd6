using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// The pages of <c>docs/diagnostics/</c> are what the catalogue, the fixtures and the program say. <c>RELIABLY_UPDATE=1 dotnet test --filter
/// DiagnosticPages</c> writes them anew; look at the difference before committing it.
/// </summary>
public class DiagnosticPagesTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("RELIABLY_UPDATE") == "1";

    private static readonly ImmutableArray<DiagnosticFixture> All = DiagnosticFixture.AllIn(SourceTree.Of("tests/Reliably.GitOps.Core.Tests/Fixtures/diagnostics"));

    public static TheoryData<string> OfTheWorld => [.. All.Where(static fixture => !fixture.World.IsEmpty).Select(static fixture => fixture.ToString())];

    public static TheoryData<string> Explained => [.. DiagnosticRules.All.Select(static rule => rule.Code).Where(IsExplained)];

    [Theory]
    [MemberData(nameof(OfTheWorld))]
    public async Task Is_found_by_the_front_door_where_it_stands(string name)
    {
        using var run = new FixtureRun(All.Single(one => one.ToString() == name));
        All.Single(one => one.ToString() == name).Judge(await run.FindAsync());
    }

    [Theory]
    [MemberData(nameof(Explained))]
    public async Task The_page_of_a_finding_is_what_the_program_says(string code)
    {
        var text = await DiagnosticPage.WriteAsync(DiagnosticRules.Find(code)!, Example(code, bad: true), Example(code, bad: false));
        text.ShouldContain($" {code}: ", customMessage: "the example does not print its finding");
        ShouldBeTheFile(text, DiagnosticPage.PageFile(code));
    }

    [Theory]
    [MemberData(nameof(Explained))]
    public void An_explanation_says_what_the_Chaos_Toolkit_does_and_how_to_mend_it(string code)
    {
        var words = File.ReadAllText(DiagnosticPage.ExplanationFile(code));
        words.ShouldStartWith("# ");
        if (DiagnosticFamily.Of(code).IsAboutExperiments) words.ShouldContain("\n## What the Chaos Toolkit does\n");
        words.ShouldContain("\n## How to mend it\n");
        words.Split('\n').ShouldAllBe(static line => line.Length <= 160);
    }

    [Fact]
    public void The_page_of_all_findings_lists_each()
    {
        var text = new StringBuilder(Index);
        foreach (var family in DiagnosticRules.All.GroupBy(static rule => DiagnosticFamily.Of(rule.Code)))
        {
            text.Append($"\n## {family.Key.Title}\n\n{family.Key.Words}\n\n| code | severity | about | message |\n|---|---|---|---|\n");
            foreach (var rule in family) text.Append(Row(rule));
        }

        ShouldBeTheFile(text.ToString(), SourceTree.Of("docs/diagnostics.md"));
    }

    [Fact]
    public void Every_finding_has_its_page()
    {
        DiagnosticRules.All.Select(static rule => rule.Code).Where(static code => !IsExplained(code)).ShouldBeEmpty("write src/Reliably.GitOps.Core/Diagnostics/Explanations/CODE.md");
        DiagnosticRules.All.Select(static rule => rule.Code).Where(static code => !File.Exists(DiagnosticPage.PageFile(code))).ShouldBeEmpty("RELIABLY_UPDATE=1 writes them");
    }

    [Fact]
    public void There_is_no_page_and_no_explanation_without_a_finding()
    {
        var folders = new[] { Path.GetDirectoryName(DiagnosticPage.PageFile("RLY1101"))!, Path.GetDirectoryName(DiagnosticPage.ExplanationFile("RLY1101"))! };
        foreach (var folder in folders) Directory.EnumerateFiles(folder, "*.md").Select(Path.GetFileNameWithoutExtension).Except(DiagnosticRules.All.Select(static rule => rule.Code)).ShouldBeEmpty();
    }

    private const string Index = """
        # Diagnostics

        Every finding of `reliably validate` has a code that never changes its meaning, and a page: why it matters, what the Chaos Toolkit does with it, how to
        mend it, and an example. `reliably explain CODE` prints the page at a terminal. `RLY1…` is what the Chaos Toolkit itself would say (or die of); `RLY2…` is
        our policy. An error fails validation; a warning and an info do not. `…` stands for what was found. How to validate: [Validation](validation.md).

        """;

    private static string Row(DiagnosticRule rule)
    {
        var code = IsExplained(rule.Code) ? $"[{rule.Code}](diagnostics/{rule.Code}.md)" : rule.Code;
        var title = IsExplained(rule.Code) ? DiagnosticPage.TitleOf(rule.Code) : "";
        return $"| {code} | {rule.Severity.ToString().ToLowerInvariant()} | {title} | {DiagnosticFamily.Plain(rule.Message).Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }

    private static bool IsExplained(string code) => File.Exists(DiagnosticPage.ExplanationFile(code));

    /// <summary>The fixture that the page shows: <c>bad.*</c> before <c>bad-….*</c>.</summary>
    private static DiagnosticFixture Example(string code, bool bad) =>
        All.Where(fixture => fixture.Code == code && fixture.IsBad == bad).MinBy(static fixture => (fixture.Name.Contains('-', StringComparison.Ordinal), fixture.Name.Length))
        ?? throw new InvalidOperationException($"{code} has no {(bad ? "bad" : "good")} fixture.");

    private static void ShouldBeTheFile(string text, string file)
    {
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        File.Exists(file).ShouldBeTrue($"{file} is missing; RELIABLY_UPDATE=1 writes it");
        text.ShouldBe(File.ReadAllText(file), $"{file} differs; RELIABLY_UPDATE=1 writes it anew");
    }
}
