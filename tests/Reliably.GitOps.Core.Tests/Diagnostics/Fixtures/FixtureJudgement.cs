namespace Reliably.GitOps.Diagnostics;

/// <summary>Holds what was found against what a fixture says.</summary>
internal static class FixtureJudgement
{
    /// <summary>
    /// Bad: every mark is met, and every error and every finding of the fixture's code has its mark. Good: no error, and nothing of the code.
    /// What else is advised does not matter: new advice must not change old fixtures.
    /// </summary>
    public static void Judge(this DiagnosticFixture fixture, IReadOnlyCollection<Diagnostic> found)
    {
        var told = string.Join("\n", found.Select(static one => $"{ExpectedFinding.Told(one.Code, one.Location.File, one.Location.Span)}: {one.Message} {one.Hint}"));
        if (fixture.IsBad) fixture.Expected.Select(static mark => mark.Code).ShouldContain(fixture.Code, $"{fixture} marks no place of its own code. Found:\n{told}");
        fixture.Expected.Where(mark => !found.Any(mark.IsMetBy)).ShouldBeEmpty($"{fixture}: not found where it is marked. Found:\n{told}");
        found.Where(one => one.Severity == Severity.Error || one.Code == fixture.Code)
            .Where(one => !fixture.Expected.Any(mark => mark.IsMetBy(one)))
            .Select(static one => ExpectedFinding.Told(one.Code, one.Location.File, one.Location.Span) + " " + one.Message)
            .ShouldBeEmpty($"{fixture}: found and not marked. Found:\n{told}");
        foreach (var one in found)
        {
            (one.Message + one.Hint).ShouldNotContain("{0}");
            one.Hint.ShouldNotBe("");
        }
    }
}
