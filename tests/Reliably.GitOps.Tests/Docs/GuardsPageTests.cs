using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Docs;

/// <summary>What the page about guards shows is what the program reads and says.</summary>
public sealed class GuardsPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "guards.md"));

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Documents_on_the_page_are_read_without_a_finding()
    {
        var blocks = Blocks("yaml").ToList();
        blocks.Count.ShouldBe(5);
        foreach (var block in blocks)
        {
            var isSettings = block.StartsWith("# reliably.yaml", StringComparison.Ordinal);
            var file = new RepositoryFile(isSettings ? "reliably.yaml" : "integrations/x.yaml", Encoding.UTF8.GetBytes(block));
            SnapshotReader.ReadAlone(file, isSettings ? DocumentKind.Settings : DocumentKind.Integration).ShouldBeEmpty(block);
        }
    }

    [Fact]
    public async Task Commands_on_the_page_say_what_it_shows()
    {
        foreach (var part in Regex.Split(Blocks("console").Single(), "^(?=reliably )", RegexOptions.Multiline).Where(static part => part.Length > 0))
        {
            var (command, expected) = (part[..part.IndexOf('\n')], part[(part.IndexOf('\n') + 1)..]);
            using var output = new StringWriter();
            var terminal = Terminal.OfProcess() with
            {
                Output = output,
                Error = output,
                Interactive = false,
                Colour = false,
                WorkingFolder = folder.Path,
                Clock = new ManualClock(new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero)),
                Variables = new Dictionary<string, string> { ["XDG_STATE_HOME"] = folder.Path, ["USER"] = "ada" },
            };
            var args = Regex.Matches(command, "\"([^\"]*)\"|(\\S+)").Select(static match => match.Groups[1].Success ? match.Groups[1].Value : match.Value).Skip(1).ToArray();
            (await GitOpsApp.RunAsync(args, terminal)).ShouldBe(0, command);
            output.ToString().ShouldBe(expected, command);
        }
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Page, "```" + language + "\n(.*?)```", RegexOptions.Singleline).Select(static match => match.Groups[1].Value);
}
