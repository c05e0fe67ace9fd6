using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Everywhere;

/// <summary>What pre-commit makes of <c>.pre-commit-hooks.yaml</c>: the entry with the files whose paths match.</summary>
public sealed class PreCommitHookTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("experiments/a/b.yaml", true)]
    [InlineData("plans/p.yml", true)]
    [InlineData("starters/s.json", true)]
    [InlineData("reliably.yaml", true)]
    [InlineData("docs/experiments/a.yaml", false)]
    [InlineData("experiments/readme.md", false)]
    [InlineData("reports/index.json", false)]
    public void Looks_at_documents_and_nothing_else(string path, bool expected)
    {
        Regex.IsMatch(path, Text(Hook("reliably-validate"), "files")).ShouldBe(expected);
        (RepositoryLayout.Classify(path) is not null).ShouldBe(expected);
    }

    [Fact]
    public async Task Tells_the_findings_of_the_files_of_the_commit()
    {
        folder.Write("experiments/old.yaml", "title: T\nmethod: []\n");
        folder.Write("plans/new.yaml", "experiments: [none]\nschedule: {type: manual}\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, [.. Text(Hook("reliably-validate"), "entry").Split(' ')[1..], "plans/new.yaml"]);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("plans/new.yaml:1:15: error RLY2301");
        run.Output.ShouldNotContain("old.yaml");
    }

    [Fact]
    public async Task The_other_hook_looks_at_everything_at_every_commit()
    {
        folder.Write("plans/p.yaml", "experiments: [gone]\nschedule: {type: manual}\n");
        var hook = Hook("reliably-validate-all");
        hook["always_run"].ShouldBe(DataNode.Of(true));
        hook["pass_filenames"].ShouldBe(DataNode.Of(false));
        (await ReliablyDriver.RunInAsync(folder.Path, Text(hook, "entry").Split(' ')[1..])).Output.ShouldContain("RLY2301");
    }

    private static DataNode.Mapping Hook(string id) =>
        ((DataNode.Sequence)YamlReader.TryParse(File.ReadAllBytes(SourceTree.Of(".pre-commit-hooks.yaml")), out _)!).Items.Cast<DataNode.Mapping>().Single(hook => Text(hook, "id") == id);

    private static string Text(DataNode.Mapping hook, string key) => ((DataNode.Text)hook[key]!).Value;
}
