using System.Text.Json;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Everywhere;

/// <summary>What editors are told about our documents: schemas in a folder, a mapping for VS Code, and the line of the YAML language server.</summary>
public sealed class EditorTests : IDisposable
{
    private const string Modeline = "# yaml-language-server: $schema=";
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Schemas_of_all_kinds_are_written_into_a_folder()
    {
        var run = await ReliablyDriver.RunInAsync(folder.Path, "schema", "--all", "here/schemas");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Enum.GetValues<DocumentKind>().Length);
        foreach (var kind in Enum.GetValues<DocumentKind>())
            File.ReadAllText(folder[$"here/schemas/{RepositoryLayout.NameOf(kind)}.schema.json"]).ShouldBe((await ReliablyDriver.RunAsync("schema", RepositoryLayout.NameOf(kind))).Output);
    }

    [Fact]
    public async Task Neither_a_kind_nor_a_folder_or_both_is_wrong_usage()
    {
        foreach (var args in (string[][])[["schema"], ["schema", "plan", "--all", folder.Path], ["schema", "poem"]]) (await ReliablyDriver.RunAsync(args)).ExitCode.ShouldBe(ExitCodes.WrongUsage);
        folder.Write("file", "");
        (await ReliablyDriver.RunAsync("schema", "--all", folder["file"])).ExitCode.ShouldBe(ExitCodes.CannotRun);
    }

    /// <summary><c>RELIABLY_UPDATE=1</c> writes them anew.</summary>
    [Fact]
    public async Task The_example_brings_the_schemas_of_today()
    {
        if (Environment.GetEnvironmentVariable("RELIABLY_UPDATE") == "1") await ReliablyDriver.RunAsync("schema", "--all", SourceTree.Of("example-repo/schemas"));
        foreach (var kind in Enum.GetValues<DocumentKind>())
            File.ReadAllText(SourceTree.Of($"example-repo/schemas/{RepositoryLayout.NameOf(kind)}.schema.json")).ShouldBe(DocumentSchemas.Of(kind), "RELIABLY_UPDATE=1 writes it anew");
    }

    [Fact]
    public void The_mapping_of_the_example_gives_every_kind_of_document_its_schema()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(SourceTree.Of("example-repo/.vscode/settings.json")));
        var yaml = settings.RootElement.GetProperty("yaml.schemas").EnumerateObject()
            .SelectMany(static item => item.Value.EnumerateArray().Select(pattern => (Schema: item.Name, Pattern: pattern.GetString()!))).ToList();
        foreach (var (schema, pattern) in yaml) schema.ShouldBe($"./schemas/{RepositoryLayout.NameOf(RepositoryLayout.Classify(Sample(pattern))!.Kind)}.schema.json", pattern);
        yaml.Select(static item => item.Schema).Distinct().Count().ShouldBe(Enum.GetValues<DocumentKind>().Length);
        foreach (var item in settings.RootElement.GetProperty("json.schemas").EnumerateArray())
        {
            var pattern = item.GetProperty("fileMatch")[0].GetString()![1..];
            item.GetProperty("url").GetString().ShouldBe($"./schemas/{RepositoryLayout.NameOf(RepositoryLayout.Classify(Sample(pattern))!.Kind)}.schema.json");
        }
    }

    [Fact]
    public void Documents_of_the_example_name_their_schema_in_the_line_that_editors_look_for()
    {
        var root = SourceTree.Of("example-repo");
        var named = Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Select(file => (File: file, Line: File.ReadLines(file).First()))
            .Where(static item => item.Line.StartsWith(Modeline, StringComparison.Ordinal)).ToList();
        named.Select(item => RepositoryLayout.Classify(Path.GetRelativePath(root, item.File))!.Kind).Distinct().Count().ShouldBeGreaterThanOrEqualTo(5);
        foreach (var (file, line) in named)
        {
            var kind = RepositoryLayout.Classify(Path.GetRelativePath(root, file))!.Kind;
            Path.GetFullPath(line[Modeline.Length..], Path.GetDirectoryName(file)!).ShouldBe(Path.Combine(root, "schemas", RepositoryLayout.NameOf(kind) + ".schema.json"), file);
        }
    }

    private static string Sample(string pattern) => pattern.Replace("**/*", "a", StringComparison.Ordinal);
}
