using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Demo;

public class ExampleRepositoryTests
{
    private static string Folder => SourceTree.Of("example-repo");

    [Fact]
    public void Travels_with_the_program_file_by_file()
    {
        var here = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(static file => Path.GetRelativePath(Folder, file).Replace('\\', '/'), static file => File.ReadAllText(file));
        var travelled = ExampleRepository.Files().ToDictionary();
        travelled.Keys.Order().ShouldBe(here.Keys.Order());
        foreach (var (path, text) in here) travelled[path].ShouldBe(text, path);
    }

    [Fact]
    public async Task Its_environments_follow_the_shop_to_another_address()
    {
        var folder = Directory.CreateTempSubdirectory("shop with \"quotes\"-");
        await using var shop = await DemoSystem.StartAsync(new() { Port = 0, Folder = folder.FullName }, CancellationToken.None);
        var files = ExampleRepository.FilesFor(shop).ToDictionary();
        foreach (var name in new[] { "demo", "staging" })
        {
            files[$"environments/{name}.yaml"].ShouldContain($"value: \"http://127.0.0.1:{shop.Address.Port}\"");
            files[$"environments/{name}.yaml"].ShouldNotContain("7070");
        }

        files["README.md"].ShouldBe(ExampleRepository.Files().ToDictionary()["README.md"]);
    }
}
