using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

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

    /// <summary>As on a machine that has every program, module and variable. The grammar of JSON paths is a package that may be missing.</summary>
    [ChaosToolkitFact]
    public async Task The_Chaos_Toolkit_refuses_what_the_pages_say_that_it_refuses_and_accepts_the_rest()
    {
        var experiments = All.Where(static fixture => fixture.Kind == DocumentKind.Experiment && fixture.Code != "RLY1306").ToList();
        var verdicts = await ChaosToolkitVerdicts.OfAsync([.. experiments.Select(static fixture => (Path.GetExtension(fixture.Name), fixture.Files[0].Content.ToArray()))]);
        experiments.Zip(verdicts).Where(static pair => pair.Second.AcceptedWithEverything == IsRefused(pair.First))
            .Select(static pair => $"{pair.First}: {pair.Second.Why}").ShouldBeEmpty();
    }

    private static bool IsRefused(DiagnosticFixture fixture) => fixture.Expected.Any(static mark => string.CompareOrdinal(mark.Code, "RLY16") < 0);

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
