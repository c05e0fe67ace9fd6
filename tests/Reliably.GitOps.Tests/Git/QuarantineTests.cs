using System.Security.Cryptography;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Git;

public sealed class QuarantineTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly GitRemoteDriver remote;
    private GitCli git = null!;
    private BareMirror mirror = null!;

    public QuarantineTests() => remote = GitRemoteDriver.Create(folder.Path, ("experiments/a.yaml", "title: a\n"));

    public async Task InitializeAsync()
    {
        git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], [remote.Url]), default);
        mirror = await BareMirror.OpenAsync(git, GitRemote.Create(remote.Url, null, folder.Path), folder["mirror.git"], default);
        await mirror.FetchAsync("main", default);
    }

    public async Task DisposeAsync()
    {
        await mirror.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_somebody_pushed_is_read_over_the_mirror_and_never_gets_into_it()
    {
        remote.Push("somebody pushes", ("experiments/b.yaml", "title: b\n"));
        await using (var change = await Quarantine(new()).FetchAsync("refs/heads/main", "refs/heads/main", default))
        {
            (await change.Scratch.Mirror.Objects.ReadAsync($"{change.Head.Value}:experiments/b.yaml", default)).ShouldNotBeNull();
            (await change.Scratch.Mirror.Objects.ReadAsync($"{change.Head.Value}:experiments/a.yaml", default)).ShouldNotBeNull();
            (await mirror.HasAsync(change.Head, default)).ShouldBeFalse();
        }

        Directory.EnumerateFileSystemEntries(folder["quarantine"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_the_quota_is_refused_and_thrown_away()
    {
        remote.Push("somebody pushes much", ("experiments/big.yaml", Convert.ToBase64String(RandomNumberGenerator.GetBytes(2 << 20))));
        var refused = await Should.ThrowAsync<CannotRunException>(() => Quarantine(new() { Quota = 1 << 20 }).FetchAsync("refs/heads/main", "refs/heads/main", default));
        refused.Message.ShouldContain("more than 1 MiB");
        Directory.EnumerateFileSystemEntries(folder["quarantine"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_does_not_arrive_in_time_is_given_up()
    {
        remote.Push("somebody pushes", ("experiments/b.yaml", "title: b\n"));
        var late = await Should.ThrowAsync<CannotRunException>(() => Quarantine(new() { Deadline = TimeSpan.Zero }).FetchAsync("refs/heads/main", "refs/heads/main", default));
        late.Message.ShouldContain("did not arrive within");
    }

    [Fact]
    public async Task A_name_that_would_be_an_option_or_a_pattern_is_refused()
    {
        foreach (var name in new[] { "--upload-pack=touch x", "refs/heads/*", "+refs/heads/main", "" })
            await Should.ThrowAsync<CannotRunException>(() => Quarantine(new()).FetchAsync("refs/heads/main", name, default));
    }

    private Quarantine Quarantine(FetchBounds bounds) => new(git, GitRemote.Create(remote.Url, null, folder.Path), folder["mirror.git"], folder["quarantine"], bounds);
}
