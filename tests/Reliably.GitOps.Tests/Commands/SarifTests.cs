using System.Text.Json;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary>
/// SARIF as section 3 of its specification (version 2.1.0) and GitHub's code scanning want it. Its own JSON Schema does not see most of this:
/// an index that leads nowhere, a region before the first column, an address that is none.
/// </summary>
public sealed class SarifTests : IDisposable
{
    private readonly TestFolder folder = new();

    public SarifTests()
    {
        folder.Write("reliably.yaml", "");
        folder.Write("experiments/two words#1.yaml", "title: T\nmethod: []\n");
        folder.Write("experiments/data.yaml", "rows: []\n");
        folder.Write("experiments/good.yaml", "title: T\ndescription: D\nmethod: []\n");
        folder.Write("experiments/Good.yaml", "title: T\ndescription: D\nmethod: []\n");
        folder.Write("experiments/open.json", "{\"title\": \"é\", \"method\": [");
        folder.Write("plans/p.yaml", "experiments: [none, \"🚀\", none]\nschedule: {type: manual}\nschedule: {type: manual}\n");
        Directory.CreateSymbolicLink(folder["experiments/link"], ".");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Has_every_required_property_and_every_reference_leads_somewhere()
    {
        using var log = await LogAsync();
        log.RootElement.GetProperty("version").GetString().ShouldBe("2.1.0");
        log.RootElement.GetProperty("$schema").GetString()!.ShouldEndWith("sarif-schema-2.1.0.json");
        var run = log.RootElement.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        run.GetProperty("columnKind").GetString().ShouldBe("utf16CodeUnits");
        var driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        rules.Select(static rule => rule.GetProperty("id").GetString()).ShouldBeUnique();
        foreach (var rule in rules) IsARule(rule);
        var results = run.GetProperty("results").EnumerateArray().ToList();
        results.Select(static result => result.GetProperty("level").GetString()).Distinct().Order().ShouldBe(["error", "note", "warning"]);
        foreach (var result in results)
        {
            rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrWhiteSpace();
            var place = result.GetProperty("locations").EnumerateArray().ShouldHaveSingleItem().GetProperty("physicalLocation");
            IsAnAddress(place.GetProperty("artifactLocation"), run.GetProperty("originalUriBaseIds"));
            IsARegion(place.GetProperty("region"));
        }
    }

    [Fact]
    public async Task Columns_count_UTF_16_code_units()
    {
        using var log = await LogAsync();
        var region = Results(log).Single(static result => result.GetProperty("message").GetProperty("text").GetString()!.Contains("'🚀'", StringComparison.Ordinal))
            .GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region");
        (region.GetProperty("startColumn").GetInt32(), region.GetProperty("endColumn").GetInt32()).ShouldBe((21, 25));
    }

    [Fact]
    public async Task A_finding_keeps_its_fingerprint_when_lines_come_and_go_above_it_and_two_alike_have_two()
    {
        var before = await PrintsAsync();
        folder.Write("plans/p.yaml", "# A comment.\n\n" + File.ReadAllText(folder["plans/p.yaml"]));
        folder.Write("experiments/another.yaml", "title: T\nmethod: []\n");
        var after = await PrintsAsync();
        before.ShouldBeUnique();
        after.ShouldBeUnique();
        before.Except(after).ShouldBeEmpty();
    }

    private async Task<List<string>> PrintsAsync()
    {
        using var log = await LogAsync();
        return [.. Results(log).Select(static result => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()
            + " " + result.GetProperty("partialFingerprints").GetProperty("reliablyFinding/v1").GetString())];
    }

    private async Task<JsonDocument> LogAsync() => JsonDocument.Parse((await ReliablyDriver.RunInAsync(folder.Path, "validate", "--format", "sarif")).Output);

    private static List<JsonElement> Results(JsonDocument log) => [.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];

    private static void IsARule(JsonElement rule)
    {
        foreach (var text in (string[])["shortDescription", "fullDescription", "help"]) rule.GetProperty(text).GetProperty("text").GetString()!.Length.ShouldBeInRange(5, 1024);
        rule.GetProperty("help").GetProperty("markdown").GetString().ShouldNotBeNullOrEmpty();
        rule.GetProperty("shortDescription").GetProperty("text").GetString()!.ShouldNotContain("{0}");
        Uri.IsWellFormedUriString(rule.GetProperty("helpUri").GetString(), UriKind.Absolute).ShouldBeTrue();
        rule.GetProperty("defaultConfiguration").GetProperty("level").GetString().ShouldBeOneOf("error", "warning", "note");
        rule.GetProperty("properties").GetProperty("problem.severity").GetString().ShouldBeOneOf("error", "warning", "recommendation");
    }

    private static void IsAnAddress(JsonElement artifact, JsonElement bases)
    {
        var uri = artifact.GetProperty("uri").GetString()!;
        Uri.IsWellFormedUriString(uri, UriKind.Relative).ShouldBeTrue(uri);
        uri.ShouldNotStartWith("/");
        uri.ShouldNotContain('#');
        bases.TryGetProperty(artifact.GetProperty("uriBaseId").GetString()!, out _).ShouldBeTrue();
    }

    private static void IsARegion(JsonElement region)
    {
        region.GetProperty("startLine").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        if (!region.TryGetProperty("startColumn", out var start)) return;
        start.GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        var (endLine, endColumn) = (region.GetProperty("endLine").GetInt32(), region.GetProperty("endColumn").GetInt32());
        endLine.ShouldBeGreaterThanOrEqualTo(region.GetProperty("startLine").GetInt32());
        if (endLine == region.GetProperty("startLine").GetInt32()) endColumn.ShouldBeGreaterThanOrEqualTo(start.GetInt32());
    }
}
