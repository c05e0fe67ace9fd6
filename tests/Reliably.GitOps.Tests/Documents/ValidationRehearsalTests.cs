using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

public sealed class ValidationRehearsalTests
{
    [Fact]
    public void Plays_every_kind_of_document_a_repository_is_made_of_and_finds_nothing_wrong()
    {
        var snapshot = ValidationRehearsal.Play();
        snapshot.Diagnostics.Where(static finding => finding.Severity != Severity.Info).Select(static finding => finding.ToString()).ShouldBeEmpty();
        snapshot.Experiments.ShouldHaveSingleItem();
        snapshot.Plans.ShouldHaveSingleItem();
        snapshot.Templates.ShouldHaveSingleItem();
        snapshot.Environments.ShouldHaveSingleItem();
    }
}
