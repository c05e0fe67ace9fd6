using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>Every finding is found where it stands, and nowhere once it is mended (the format: Fixtures/diagnostics/README.md).</summary>
public class DiagnosticFixtureTests
{
    private static readonly ImmutableArray<DiagnosticFixture> All = DiagnosticFixture.AllIn(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Fixtures/diagnostics"));

    public static TheoryData<string> Readable => [.. All.Where(static fixture => fixture.World.IsEmpty).Select(static fixture => fixture.ToString())];

    [Theory]
    [MemberData(nameof(Readable))]
    public void Is_found_where_it_stands_and_nowhere_once_it_is_mended(string name)
    {
        var fixture = All.Single(one => one.ToString() == name);
        fixture.Judge(fixture.Kind is { } kind
            ? SnapshotReader.ReadAlone(new(fixture.Files[0].Path, fixture.Files[0].Content), kind)
            : SnapshotReader.Read(fixture.Files.Select(static file => new RepositoryFile(file.Path, file.Content)), null).Diagnostics);
    }

    [Fact]
    public void Every_folder_is_the_code_of_a_finding() =>
        All.Select(static fixture => fixture.Code).Distinct().Except(DiagnosticRules.All.Select(static rule => rule.Code)).ShouldBeEmpty();

    [Fact]
    public void Every_finding_has_a_bad_and_a_good_document()
    {
        var bad = All.Where(static fixture => fixture.IsBad).Select(static fixture => fixture.Code).ToHashSet();
        var good = All.Where(static fixture => !fixture.IsBad).Select(static fixture => fixture.Code).ToHashSet();
        DiagnosticRules.All.Select(static rule => rule.Code).Where(code => !(bad.Contains(code) && good.Contains(code))).ShouldBeEmpty();
    }
}
