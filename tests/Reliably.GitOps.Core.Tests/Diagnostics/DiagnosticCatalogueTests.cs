using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

public class DiagnosticCatalogueTests
{
    public static TheoryData<string> Fixtures => [.. BadDocuments.All.Select(static one => one.Code)];

    [Fact]
    public void Every_code_is_unique_and_well_formed()
    {
        DiagnosticRules.All.Select(static rule => rule.Code).ShouldBeUnique();
        DiagnosticRules.All.Select(static rule => rule.Code).ShouldAllBe(static code => System.Text.RegularExpressions.Regex.IsMatch(code, "^RLY[12][0-9]{3}$"));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Is_found_where_it_stands(string code)
    {
        var (_, path, text) = BadDocuments.All.Single(one => one.Code == code);
        var files = Files(path, text, out var place);
        var found = path == "reliably-server.yaml"
            ? SnapshotReader.ReadAlone(files[0], DocumentKind.Server)
            : SnapshotReader.Read(files, null).Diagnostics;
        var finding = found.Where(one => one.Code == code && one.Location.File == path).ShouldHaveSingleItem(Told(found));
        finding.Location.Span.Start.ShouldBe(place, finding.Message);
        finding.Message.ShouldNotContain("{0}");
        (finding.Hint ?? "").ShouldNotContain("{0}");
        finding.Hint.ShouldNotBe("");
    }

    private static string Told(IEnumerable<Diagnostic> found) => string.Join("\n", found.Select(static one => $"{one.Code} {one.Location}: {one.Message}"));

    private static List<RepositoryFile> Files(string path, string text, out SourcePosition place)
    {
        var mark = text.IndexOf('»', StringComparison.Ordinal);
        place = default;
        if (mark >= 0)
        {
            var before = text[..mark];
            place = new(before.Count(static c => c == '\n') + 1, mark - before.LastIndexOf('\n'));
            text = text.Remove(mark, 1);
        }

        var files = new List<RepositoryFile>();
        foreach (var part in ("=== " + path + "\n" + text).Split("=== ").Skip(1))
        {
            var line = part.IndexOf('\n', StringComparison.Ordinal);
            files.Add(new(part[..line], System.Text.Encoding.UTF8.GetBytes(part[(line + 1)..])));
        }

        return files;
    }
}
