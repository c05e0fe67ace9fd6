using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

public sealed class DocumentFilesTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task From_commit_to_commit_the_files_are_those_of_a_whole_listing()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("experiments/a.yaml", "one"), ("experiments/b.yaml", "two"), ("reports/r.md", "r"));
        await using var mirror = await OpenAsync(remote.Url);
        var files = new DocumentFiles(mirror);
        await ShouldBeWholeAsync(files, mirror);
        remote.Push("Change and add", ("experiments/a.yaml", "one more"), ("plans/ä \"p\".yaml", "p"), ("reports/s.md", "s"));
        await ShouldBeWholeAsync(files, mirror);
        remote.Push("Rename and remove", ("experiments/b.yaml", null), ("experiments/c.yaml", "two"), ("experiments/a.yaml", null));
        File.CreateSymbolicLink(Path.Combine(remote.Clone, "experiments/a.yaml"), "c.yaml");
        remote.Push("Put a link in place of a file");
        (await ShouldBeWholeAsync(files, mirror)).ShouldBe(["experiments/c.yaml two", "plans/ä \"p\".yaml p"]);
        remote.Push("Remove the link", ("experiments/a.yaml", null));
        remote.Push("Put a folder in its place", ("reliably.yaml", ""), ("experiments/a.yaml/deep.yaml", "a folder now"));
        (await ShouldBeWholeAsync(files, mirror)).ShouldContain("reliably.yaml ");
    }

    [Fact]
    public async Task A_blob_that_did_not_change_is_not_read_again()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("experiments/a.yaml", "one"), ("experiments/b.yaml", "two"));
        await using var mirror = await OpenAsync(remote.Url);
        var files = new DocumentFiles(mirror);
        var first = await files.AtAsync((await mirror.FetchAsync("main", default))!.Value, default);
        remote.Push("Change", ("experiments/b.yaml", "three"));
        var second = await files.AtAsync((await mirror.FetchAsync("main", default))!.Value, default);
        second[0].ShouldBeSameAs(first[0]);
        Encoding.UTF8.GetString(second[1].Content.Span).ShouldBe("three");
    }

    [Fact]
    public async Task A_text_that_is_too_large_is_refused_without_being_read()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("experiments/a.yaml", "one"));
        await using var mirror = await OpenAsync(remote.Url);
        var source = new SnapshotSource(mirror, Path.Combine(folder.Path, "memory.json"));
        await source.ReadAsync((await mirror.FetchAsync("main", default))!.Value, default);
        remote.Push("Large", ("experiments/large.yaml", new string('#', 9 << 20)));
        var read = await source.ReadAsync((await mirror.FetchAsync("main", default))!.Value, default);
        read.Snapshot.Diagnostics.ShouldContain(static one => one.Code == "RLY2001" && one.Location.File == "experiments/large.yaml");
    }

    [Fact]
    public async Task Many_objects_are_read_in_the_order_asked_for()
    {
        var remote = GitRemoteDriver.Create(folder.Path, [.. Enumerable.Range(0, 700).Select(static i => ($"experiments/{i:000}.yaml", $"text {i}\n"))]);
        await using var mirror = await OpenAsync(remote.Url);
        var commit = (await mirror.FetchAsync("main", default))!.Value;
        var names = Enumerable.Range(0, 800).Select(i => $"{commit}:experiments/{i:000}.yaml").ToList();
        var contents = await mirror.Objects.ReadAllAsync([.. names], default);
        contents.Take(700).Select(static content => Encoding.UTF8.GetString(content!.Value.Span)).ShouldBe(Enumerable.Range(0, 700).Select(static i => $"text {i}\n"));
        contents.Skip(700).ShouldAllBe(static content => content == null);
    }

    private static async Task<string[]> ShouldBeWholeAsync(DocumentFiles files, BareMirror mirror)
    {
        var commit = (await mirror.FetchAsync("main", default))!.Value;
        var taken = Brief(await files.AtAsync(commit, default));
        taken.ShouldBe(Brief(await new DocumentFiles(mirror).AtAsync(commit, default)));
        return taken;
    }

    private static string[] Brief(IEnumerable<RepositoryFile> files) => [.. files.Select(static file => file.Path + " " + Encoding.UTF8.GetString(file.Content.Span))];

    private async Task<BareMirror> OpenAsync(string url)
    {
        var home = GitHome.Create(Path.Combine(folder.Path, "home"), [url]);
        var git = await GitCli.OpenAsync(Variables, home, default);
        return await BareMirror.OpenAsync(git, GitRemote.Create(url, null, folder.Path), Path.Combine(folder.Path, "mirror.git"), default);
    }
}
