using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Git;

public sealed class BareMirrorTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reads_only_what_it_is_asked_for()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("experiments/ä b/\"x\".yaml", "one"), ("reports/a.md", "two"), ("reliably.yaml", "three"));
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        var files = await mirror.ListAsync(head!.Value, ["experiments", "plans", "reliably.yaml"], default);
        files.Select(static file => file.Path).ShouldBe(["experiments/ä b/\"x\".yaml", "reliably.yaml"]);
        Text(await mirror.Objects.ReadAsync(files[0].BlobId, default)).ShouldBe("one");
        Text(await mirror.Objects.ReadAsync(head.Value + ":reports/a.md", default)).ShouldBe("two");
        (await mirror.Objects.ReadAsync(head.Value + ":reports/none.md", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Links_and_submodules_are_no_files()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("experiments/a.yaml", "one"));
        File.CreateSymbolicLink(Path.Combine(remote.Clone, "experiments", "link.yaml"), "/etc/passwd");
        remote.Push("Link");
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        (await mirror.ListAsync(head!.Value, ["experiments"], default)).Select(static file => file.Path).ShouldBe(["experiments/a.yaml"]);
    }

    [Fact]
    public async Task An_empty_remote_and_a_missing_branch_have_no_commit()
    {
        var remote = GitRemoteDriver.CreateEmpty(folder.Path);
        await using var mirror = await OpenAsync(remote.Url);
        (await mirror.FetchAsync("main", default)).ShouldBeNull();
        remote.Push("Begin", ("a", "b"));
        (await mirror.FetchAsync("other", default)).ShouldBeNull();
        (await mirror.FetchAsync("main", default))!.Value.Value.ShouldBe(remote.Head);
    }

    [Fact]
    public async Task Writes_a_commit_on_top_of_the_newest_and_pushes_it()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "kept"), ("reports/old.md", "old"));
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        var draft = Draft(head, ("reports/ü \"q\".md", "é\n"), ("reports/deep/er.md", "x")) with { Removed = ["reports/old.md", "reports/none.md"] };
        var commit = await mirror.CommitAsync(draft, default);
        (await mirror.PushAsync(commit, "main", default)).ShouldBeOfType<PushOutcome.Pushed>();
        remote.Files(".").ShouldBe(["a.txt", "reports/deep/er.md", "\"reports/\\303\\274 \\\"q\\\".md\""]);
        remote.Log("%an <%ae> %s").ShouldBe(["Reliably GitOps <service@reliably-gitops.invalid> Say what happened", "Ada <ada@example.com> Begin"]);
    }

    [Fact]
    public async Task References_that_are_no_branches_are_written_forward_only_listed_and_removed_where_they_stand()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "kept"));
        await using var mirror = await OpenAsync(remote.Url);
        await using var other = await OpenAsync(remote.Url, "other.git");
        const string name = "refs/reliably/pr/7";
        (await mirror.FetchRefAsync(name, default)).ShouldBeNull();
        (await mirror.RefsAsync("refs/reliably/pr/", default)).ShouldBeEmpty();
        var first = await mirror.CommitAsync(Draft(null, ("reports/a.md", "one")), default);
        var rival = await other.CommitAsync(Draft(null, ("reports/b.md", "two")), default);
        (await mirror.PushRefAsync(first, name, default)).ShouldBeOfType<PushOutcome.Pushed>();
        (await other.PushRefAsync(rival, name, default)).ShouldBeOfType<PushOutcome.LostRace>();
        (await other.FetchRefAsync(name, default)).ShouldBe(first);
        var second = await other.CommitAsync(Draft(first, ("reports/b.md", "two")), default);
        (await other.PushRefAsync(second, name, default)).ShouldBeOfType<PushOutcome.Pushed>();
        (await mirror.RefsAsync("refs/reliably/pr/", default)).ShouldBe([(name, second)]);
        (await mirror.RemoveRefAsync(name, first, default)).ShouldBeOfType<PushOutcome.LostRace>();
        (await mirror.RemoveRefAsync(name, second, default)).ShouldBeOfType<PushOutcome.Pushed>();
        (await mirror.FetchRefAsync(name, default)).ShouldBeNull();
        (await mirror.FetchAsync("main", default))!.Value.Value.ShouldBe(remote.Head);
    }

    [Fact]
    public async Task A_commit_that_changes_nothing_is_its_parent()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("reports/a.md", "same"));
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        (await mirror.CommitAsync(Draft(head, ("reports/a.md", "same")), default)).ShouldBe(head!.Value);
    }

    [Fact]
    public async Task The_first_commit_of_a_branch_needs_no_parent()
    {
        var remote = GitRemoteDriver.CreateEmpty(folder.Path);
        await using var mirror = await OpenAsync(remote.Url);
        var commit = await mirror.CommitAsync(Draft(null, ("reports/a.md", "x")), default);
        (await mirror.PushAsync(commit, "main", default)).ShouldBeOfType<PushOutcome.Pushed>();
        remote.Files(".").ShouldBe(["reports/a.md"]);
    }

    [Fact]
    public async Task A_push_that_somebody_overtook_has_lost_the_race()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "1"));
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        var commit = await mirror.CommitAsync(Draft(head, ("reports/a.md", "x")), default);
        remote.Push("Between", ("a.txt", "2"));
        (await mirror.PushAsync(commit, "main", default)).ShouldBeOfType<PushOutcome.LostRace>();
        var newest = await mirror.FetchAsync("main", default);
        (await mirror.IsAncestorAsync(head!.Value, newest!.Value, default)).ShouldBeTrue();
        (await mirror.IsAncestorAsync(commit, newest.Value, default)).ShouldBeFalse();
        (await mirror.ChangedPathsAsync(head.Value, newest.Value, default)).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_hook_of_the_remote_refuses_with_its_words()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "1"));
        remote.Refuse("main is protected by policy");
        await using var mirror = await OpenAsync(remote.Url);
        var head = await mirror.FetchAsync("main", default);
        var commit = await mirror.CommitAsync(Draft(head, ("reports/a.md", "x")), default);
        (await mirror.PushAsync(commit, "main", default)).ShouldBeOfType<PushOutcome.Refused>().Reason.ShouldContain("main is protected by policy");
    }

    [Fact]
    public async Task Says_that_there_is_no_repository()
    {
        await using var mirror = await OpenAsync(folder["nowhere.git"]);
        var exception = await Should.ThrowAsync<CannotRunException>(() => mirror.FetchAsync("main", default));
        exception.Message.ShouldContain("There is no Git repository");
        exception.WhatToDo.ShouldContain("address");
    }

    [Fact]
    public async Task Says_that_the_remote_cannot_be_reached()
    {
        await using var mirror = await OpenAsync("http://127.0.0.1:1/x.git");
        (await Should.ThrowAsync<CannotRunException>(() => mirror.FetchAsync("main", default))).Message.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task Says_that_git_is_missing()
    {
        var home = GitHome.Create(folder["home"], []);
        var exception = await Should.ThrowAsync<CannotRunException>(() => GitCli.OpenAsync(new Dictionary<string, string> { ["PATH"] = folder.Path }, home, default));
        exception.Message.ShouldContain("git was not found");
        exception.WhatToDo.ShouldContain("2.38");
    }

    [Theory]
    [InlineData("git version 2.30.2", false)]
    [InlineData("git version 2.39.5 (Apple Git-154)", true)]
    [InlineData("git version 2.47.1.windows.2", true)]
    public async Task Says_that_git_is_too_old(string version, bool good)
    {
        TestFolder.WriteScript(folder["git"], $"echo '{version}'");
        var opening = GitCli.OpenAsync(new Dictionary<string, string> { ["PATH"] = folder.Path }, GitHome.Create(folder["home"], []), default);
        if (good) await opening;
        else (await Should.ThrowAsync<CannotRunException>(opening)).Message.ShouldContain("too old");
    }

    [Theory]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("ext::sh -c touch")]
    [InlineData("https://user:secret@example.com/a.git")]
    [InlineData("")]
    public void Addresses_that_are_none_are_refused_without_their_password(string url) =>
        Should.Throw<CannotRunException>(() => GitRemote.Create(url, null, folder.Path)).Message.ShouldNotContain("secret");

    [Fact]
    public async Task Answers_git_from_the_credentials_file()
    {
        var home = GitHome.Create(folder["home"], []);
        var git = await GitCli.OpenAsync(Variables, home, default);
        var token = folder["token"];
        await File.WriteAllTextAsync(token, "t0ken\n");
        var both = folder["both"];
        await File.WriteAllTextAsync(both, "username=bot\npassword=s=cret");
        (await AskAsync(token, "Username for 'https://x': ")).ShouldBe("x-access-token");
        (await AskAsync(token, "Password for 'https://x': ")).ShouldBe("t0ken");
        (await AskAsync(both, "Username for 'https://x': ")).ShouldBe("bot");
        (await AskAsync(both, "Password for 'https://x': ")).ShouldBe("s=cret");

        async Task<string> AskAsync(string file, string prompt)
        {
            var command = new Processes.ProcessCommand
            {
                Program = home.Environment(Variables)["GIT_ASKPASS"],
                Arguments = [prompt],
                Environment = home.Environment(Variables).SetItem("RELIABLY_CREDENTIALS", file),
                WorkingFolder = folder.Path,
            };
            return (await Processes.ProcessRun.RunAsync(command)).OutputText.TrimEnd();
        }
    }

    [Fact]
    public async Task A_damaged_mirror_is_made_again()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "1"));
        await (await OpenAsync(remote.Url)).DisposeAsync();
        File.Delete(folder["mirror.git/HEAD"]);
        await using var mirror = await OpenAsync(remote.Url);
        (await mirror.FetchAsync("main", default)).ShouldNotBeNull();
    }

    private async Task<BareMirror> OpenAsync(string url, string name = "mirror.git")
    {
        var git = await GitCli.OpenAsync(Variables, GitHome.Create(folder["home"], []), default);
        return await BareMirror.OpenAsync(git, GitRemote.Create(url, null, folder.Path), folder[name], default);
    }

    private static CommitDraft Draft(CommitSha? parent, params (string Path, string Text)[] files) => new()
    {
        Parent = parent,
        Files = files.ToImmutableSortedDictionary(static file => file.Path, static file => file.Text, StringComparer.Ordinal),
        Message = "Say what happened\n",
        Now = DateTimeOffset.UnixEpoch.AddYears(56),
    };

    private static string Text(ReadOnlyMemory<byte>? content) => Encoding.UTF8.GetString(content!.Value.Span);
}
