using System.Text.RegularExpressions;

namespace Reliably.GitOps.Diagnostics;

public class DiagnosticCatalogueTests
{
    [Fact]
    public void Every_code_is_unique_and_well_formed()
    {
        DiagnosticRules.All.Select(static rule => rule.Code).ShouldBeUnique();
        DiagnosticRules.All.Select(static rule => rule.Code).ShouldAllBe(static code => Regex.IsMatch(code, "^RLY[12][0-9]{3}$"));
    }

    [Theory]
    [InlineData("RLY1203", "RLY1203")]
    [InlineData(" rly1203 ", "RLY1203")]
    [InlineData("1203", "RLY1203")]
    [InlineData("RLY1230", "RLY1203")]
    [InlineData("RYL1203", "RLY1203")]
    [InlineData("E501", null)]
    [InlineData("", null)]
    public void The_code_that_somebody_meant_is_found(string written, string? meant) => DiagnosticRules.Nearest(written).ShouldBe(meant);
}
