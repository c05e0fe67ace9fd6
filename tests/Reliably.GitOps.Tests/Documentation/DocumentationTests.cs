using Reliably.GitOps.Commands;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documentation;

public class DocumentationTests
{
    [Fact]
    public void Every_link_leads_to_a_file()
    {
        foreach (var page in Page.All)
        {
            foreach (var link in page.Links)
            {
                if (page.Path == "example-repo/README.md" && link.StartsWith("reports/", StringComparison.Ordinal)) continue; // written by the first run
                var target = SourceTree.Of(Path.GetDirectoryName(page.Path)!, link);
                (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{page.Path} links to {link}");
            }
        }
    }

    [Fact]
    public void Every_command_that_a_page_shows_is_one_that_reliably_takes()
    {
        var tree = CommandTree.Create(Terminal.OfProcess(), []);
        foreach (var page in Page.All)
        {
            foreach (var command in page.Commands)
                tree.Parse(command["reliably ".Length..]).Errors.Select(static error => error.Message).ShouldBeEmpty($"{page.Path}: {command}");
        }
    }

    [Fact]
    public void The_README_names_every_verb_and_no_other()
    {
        var readme = Page.All.Single(static page => page.Path == "README.md").Text;
        var told = readme.Split('\n').Where(static line => line.StartsWith("| `reliably ", StringComparison.Ordinal))
            .Select(static line => line.Split('`')[1].Split(' ')[1]).Order();
        told.ShouldBe(CommandTree.Create(Terminal.OfProcess(), []).Subcommands.Where(static verb => !verb.Hidden).Select(static verb => verb.Name).Order());
    }

    [Fact]
    public async Task Every_command_that_a_reader_is_told_to_type_works_as_it_is_printed()
    {
        await using var shop = await ShopDriver.OpenAsync();
        var folder = Directory.CreateTempSubdirectory("docs-test-");
        foreach (var (path, text) in Demo.ExampleRepository.Files())
        {
            var file = Path.Combine(folder.FullName, "example-repo", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }

        // The pages of findings are run, each with its own example, by DiagnosticPagesTests.
        var pages = Page.All.Where(static page => !page.Path.StartsWith("docs/diagnostics/", StringComparison.Ordinal));
        foreach (var command in pages.SelectMany(static page => page.Typed).Distinct().Where(static command => !Stays(command)))
        {
            var words = command.Split(' ')[1..];
            var inside = words.Any(static word => word.StartsWith("example-repo", StringComparison.Ordinal)) ? folder.FullName : Path.Combine(folder.FullName, "example-repo");
            using var output = new StringWriter();
            using var error = new StringWriter();
            var variables = new Dictionary<string, string>(Terminal.OfProcess().Variables);
            foreach (var (name, value) in shop.Variables) variables[name] = value;
            var code = await GitOpsApp.RunAsync(words, new() { Output = output, Error = error, WorkingFolder = inside, Variables = variables });
            code.ShouldBeOneOf(words[0] == "run" ? [ExitCodes.Ok, ExitCodes.Problems] : [ExitCodes.Ok], $"{command}\n{output}\n{error}");
        }

        folder.Delete(recursive: true);
    }

    /// <summary>Verbs that stay until they are stopped have tests of their own.</summary>
    private static bool Stays(string command) => command.Split(' ')[1] is "demo" or "demo-target" or "serve";
}
