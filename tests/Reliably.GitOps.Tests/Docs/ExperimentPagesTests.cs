using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Docs;

/// <summary>What the pages show as an example is one: nothing is found in it, no advice either.</summary>
public class ExperimentPagesTests
{
    [Fact]
    public void Experiments_on_the_pages_are_read_without_a_finding()
    {
        var experiments = Blocks().Where(static block => block.Text.Contains("\nmethod:", StringComparison.Ordinal)).ToList();
        experiments.ShouldNotBeEmpty();
        foreach (var (page, text) in experiments)
        {
            SnapshotReader.ReadAlone(new("experiments/e.yaml", Encoding.UTF8.GetBytes(text)), DocumentKind.Experiment).ShouldBeEmpty(page);
        }
    }

    [Fact]
    public void Settings_on_the_pages_are_read_without_a_finding()
    {
        var settings = Blocks().Where(static block => block.Text.StartsWith("# reliably.yaml", StringComparison.Ordinal)).ToList();
        settings.ShouldNotBeEmpty();
        foreach (var (page, text) in settings)
        {
            SnapshotReader.ReadAlone(new("reliably.yaml", Encoding.UTF8.GetBytes(text)), DocumentKind.Settings).ShouldBeEmpty(page);
        }
    }

    private static IEnumerable<(string Page, string Text)> Blocks() =>
        from path in Directory.EnumerateFiles(SourceTree.Of("docs"), "*.md")
        from Match block in Regex.Matches(File.ReadAllText(path), "```yaml\n(.*?)```", RegexOptions.Singleline)
        select (Path.GetFileName(path), block.Groups[1].Value);
}
