using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

public sealed class RunFoldersTests : IDisposable
{
    private readonly ExecutionDriver driver = new() { RunsInMemory = true, UnderServe = true };

    public void Dispose() => driver.Dispose();

    [Fact]
    public async Task A_run_has_a_private_folder_in_memory_where_there_is_room_and_nothing_is_left_of_it()
    {
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo $HOME; stat -c %a $(dirname $HOME); stat -f -c %T $HOME"));
        var lines = ((Documents.DataNode.Text)((Documents.DataNode.Mapping)Journal.TryParse(run.JournalText!)!.Run.Single().Output!)["stdout"]!).Value.Split('\n');
        lines[1].ShouldBe("700");
        if (lines[0].StartsWith("/dev/shm/", StringComparison.Ordinal)) lines[2].ShouldBe("tmpfs");
        else lines[0].ShouldStartWith(Path.Combine(driver.Folder, "runs")); // a machine without memory to spare
        Directory.Exists(Path.GetDirectoryName(lines[0])).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_somebody_made_before_us_is_not_used()
    {
        var path = Path.Combine(driver.Folder, "taken");
        Directory.CreateDirectory(path);
        using var folder = new PrivateFolder(path);
        Should.Throw<IOException>(() => folder.Path).Message.ShouldContain("is there already");
        folder.Dispose();
        Directory.Exists(path).ShouldBeTrue("what is not ours is not wiped");
    }

    [LinuxFact]
    public async Task What_a_run_left_closed_even_to_itself_is_wiped_and_its_result_stands()
    {
        using var folder = new TestFolder();
        folder.Write("outside/kept", "kept");
        var remote = GitRemoteDriver.Create(
            folder.Path,
            ("reliably.yaml", "first-contact: run\n"),
            ("plans/now.yaml", "title: first\nexperiments: [a]\nschedule: { type: now }\n"),
            ("experiments/a.yaml", $$"""
                title: Leaves closed folders
                description: And a link out of its own.
                method:
                - { type: action, name: close, provider: { type: process, path: /bin/sh, arguments: ["-c", "pwd; mkdir -p a/b; touch a/b/c; ln -s {{folder["outside"]}} a/link; chmod 0 a/b a"] } }
                """));
        folder.Write("server.yaml", $"data: {folder["data"]}\nrunner: native\nrepositories:\n- url: {remote.Url}\n  grants: {{ deployments: [local] }}\n");
        using var service = ServeProcess.StartAsNobody(folder.Path, [], "serve", "--config", folder["server.yaml"], "--once");
        (await service.EndAsync()).ShouldBe(0, service.Text);
        ServeProcess.TakeBack(folder.Path);
        var journal = Journal.TryParse(remote.Show(remote.Files("reports/executions").Single(static path => path.EndsWith(".journal.json", StringComparison.Ordinal))))!;
        journal.Status.ShouldBe("completed", service.Text);
        var place = ((Documents.DataNode.Text)((Documents.DataNode.Mapping)journal.Run.Single().Output!)["stdout"]!).Value.Trim();
        Directory.Exists(place).ShouldBeFalse(place);
        File.Exists(folder["outside/kept"]).ShouldBeTrue();
    }

    [Fact]
    public void What_a_crash_left_is_wiped_in_both_places()
    {
        var left = Path.Combine(driver.Folder, "runs", driver.Id.Value, "secrets");
        Directory.CreateDirectory(left);
        RunFolders.Wipe(driver.Id, Path.Combine(driver.Folder, "runs"));
        Directory.Exists(Path.GetDirectoryName(left)).ShouldBeFalse();
        RunFolders.Wipe(driver.Id, Path.Combine(driver.Folder, "runs"));
    }
}
