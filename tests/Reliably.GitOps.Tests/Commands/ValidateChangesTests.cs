using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary><c>--changed-since</c>, on a real clone: what changed, and what broke because of it.</summary>
public sealed class ValidateChangesTests : IDisposable
{
    private const string Good = "title: T\ndescription: D\nmethod: []\n";
    private const string Plan = "experiments: [used]\nenvironment: staging\nschedule: {type: manual}\n";
    private readonly TestFolder folder = new();
    private readonly GitRemoteDriver remote;

    public ValidateChangesTests()
    {
        remote = GitRemoteDriver.Create(
            folder.Path, ("reliably.yaml", ""), ("experiments/used.yaml", Good), ("experiments/old-mistake.yaml", "title: T\nmethod: []\n"), ("plans/p.yaml", Plan), ("environments/staging.yaml", "envvars: []\n"));
        Git("checkout", "--quiet", "-b", "topic");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Says_nothing_of_mistakes_that_were_there_before()
    {
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since", "main", "--fail-on", "error");
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldBe("");
        run.Error.ShouldBe("No document was touched since main.\n");
    }

    [Theory]
    [InlineData("untracked")]
    [InlineData("staged")]
    [InlineData("committed")]
    [InlineData("committed, then saved again")]
    public async Task Sees_a_new_mistake_wherever_git_keeps_it(string where)
    {
        Write("experiments/new.yaml", "title: N\nmethod: []\n");
        if (where != "untracked") Git("add", "--all");
        if (where.StartsWith("committed", StringComparison.Ordinal)) Git("commit", "--quiet", "-m", "New");
        if (where.EndsWith("again", StringComparison.Ordinal)) Write("experiments/new.yaml", "method: []\ntitle: M\n");
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since", "main");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith("experiments/new.yaml:1:1: error RLY1102");
        run.Output.ShouldNotContain("old-mistake");
        run.Error.ShouldEndWith(" in 1 of 1 document touched since main.\n");
    }

    [Fact]
    public async Task Says_what_a_deletion_and_a_renaming_break_in_documents_that_did_not_change()
    {
        Git("rm", "--quiet", "environments/staging.yaml");
        Git("mv", "experiments/used.yaml", "experiments/renamed.yaml");
        Git("commit", "--quiet", "-m", "Clean up");
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since", "main");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("plans/p.yaml:1:15: error RLY2301: There is no experiment 'used'.");
        run.Output.ShouldContain("plans/p.yaml:2:14: error RLY2301: There is no environment 'staging'.");
        run.Output.ShouldNotContain("old-mistake");
    }

    [Fact]
    public async Task Compares_with_where_the_histories_part_not_with_what_others_did_since()
    {
        Write("experiments/mine.yaml", Good);
        Git("add", "--all");
        Git("commit", "--quiet", "-m", "Mine");
        Git("checkout", "--quiet", "main");
        Git("rm", "--quiet", "experiments/old-mistake.yaml");
        Git("commit", "--quiet", "-m", "Theirs");
        Git("checkout", "--quiet", "topic");
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since", "main", "--format", "json");
        run.Output.ShouldNotContain("old-mistake");
        run.Error.ShouldContain("1 document touched since main");
    }

    [Fact]
    public async Task Knows_a_changed_file_by_any_name_in_a_folder_of_a_larger_repository()
    {
        foreach (var name in (string[])["with\nline", "ä b", "\"quoted\""]) Write($"teams/one/experiments/{name}.yaml", "title: T\nmethod: []\n");
        Write("teams/one/reliably.yaml", "");
        Write("teams/two/experiments/other.yaml", "title: T\nmethod: []\n");
        var run = await ReliablyDriver.RunInAsync(Path.Combine(remote.Clone, "teams/one"), "validate", "--changed-since", "main", "--quiet");
        foreach (var name in (string[])["with␊line", "ä b", "\"quoted\""]) run.Output.ShouldContain($"experiments/{name}.yaml:1:1: error RLY1102");
        run.Output.ShouldNotContain("other");
    }

    [Fact]
    public async Task Of_files_that_were_named_only_the_changed_are_looked_at()
    {
        Write("loose/new.yaml", "title: T\n");
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since", "main", "experiments/old-mistake.yaml", "loose/new.yaml");
        run.Output.ShouldContain("loose/new.yaml:1:1: error");
        run.Output.ShouldNotContain("old-mistake");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("--output=x")]
    public async Task A_revision_that_is_not_there_is_said_so(string revision)
    {
        var run = await ReliablyDriver.RunInAsync(remote.Clone, "validate", "--changed-since=" + revision);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldStartWith($"reliably: '{revision}' names no commit in ");
    }

    [Fact]
    public async Task A_shallow_clone_is_told_to_fetch_its_history()
    {
        remote.Push("More", ("experiments/more.yaml", Good));
        GitRemoteDriver.Git(folder.Path, "clone", "--quiet", "--depth", "1", "file://" + remote.Url, folder["shallow"]);
        GitRemoteDriver.Git(folder["shallow"], "fetch", "--quiet", "--depth", "1", "origin", remote.FirstCommit);
        var run = await ReliablyDriver.RunInAsync(folder["shallow"], "validate", "--changed-since", "FETCH_HEAD");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("fetch-depth: 0");
    }

    [Fact]
    public async Task Outside_of_any_clone_it_cannot_be_told()
    {
        using var elsewhere = new TestFolder();
        elsewhere.Write("experiments/a.yaml", Good);
        var run = await ReliablyDriver.RunInAsync(elsewhere.Path, "validate", "--changed-since", "main");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("not a git repository");
    }

    private void Git(params string[] arguments) => GitRemoteDriver.Git(remote.Clone, arguments);

    private void Write(string path, string text)
    {
        var full = Path.Combine(remote.Clone, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
