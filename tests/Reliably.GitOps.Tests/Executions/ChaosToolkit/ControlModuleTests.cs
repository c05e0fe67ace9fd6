using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

public sealed class ControlModuleTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Whatever Python is here checks it; it is told to take the grammar of 3.8.</summary>
    [PythonFact]
    public async Task The_module_is_Python_3_8_and_needs_nothing_but_its_library()
    {
        using var files = new PrivateFolder(folder["run"]);
        var module = ControlModule.Write(files);
        const string Check = """
            import ast, sys
            tree = ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))
            for node in ast.walk(tree):
                if isinstance(node, ast.Import): print(*(name.name for name in node.names), sep="\n")
                if isinstance(node, ast.ImportFrom): print(node.module)
            """;
        var command = new ProcessCommand
        {
            Program = PythonFactAttribute.Program!,
            Arguments = ["-c", Check, Path.Combine(module.Folder, "reliably_control.py")],
            Environment = new Dictionary<string, string>(),
            WorkingFolder = folder.Path,
        };
        var result = await command.RunAsync();
        result.ErrorText.ShouldBeEmpty();
        result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["json", "os", "platform", "signal", "socket", "sys", "threading", "chaoslib.exceptions"], ignoreOrder: true);
    }

    [Fact]
    public void What_is_written_is_private_and_stands_before_the_user_s_own_path()
    {
        using var files = new PrivateFolder(folder["run"]);
        var module = ControlModule.Write(files);
        var empty = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty;
        module.In(empty)["PYTHONPATH"].ShouldBe(module.Folder);
        module.In(empty.Add("PYTHONPATH", "/own"))["PYTHONPATH"].ShouldBe(module.Folder + ":/own");
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(module.Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(module.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
