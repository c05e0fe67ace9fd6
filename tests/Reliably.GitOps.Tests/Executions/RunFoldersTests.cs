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
