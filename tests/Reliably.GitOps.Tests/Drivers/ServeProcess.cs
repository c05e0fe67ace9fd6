using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Drivers;

/// <summary><c>reliably</c> as a process of its own, that a test can signal and kill.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ServeProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text => string.Join('\n', lines);

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public static ServeProcess Start(string folder, params string[] arguments) => StartWith(folder, [], arguments);

    /// <summary>The same with variables of its own.</summary>
    public static ServeProcess StartWith(string folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "reliably.dll") }.Concat(arguments)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>The same under an account without rights, with variables of its own. It gets the folder; whoever is no root runs it as themselves.</summary>
    public static ServeProcess StartAsNobody(string folder, Dictionary<string, string> variables, params string[] arguments) => StartAsNobodyAfter(":", folder, variables, arguments);

    /// <summary>The same after a line of shell that is still carried out by us, in the process that becomes the service.</summary>
    public static ServeProcess StartAsNobodyAfter(string line, string folder, Dictionary<string, string> variables, params string[] arguments)
    {
        const string nobody = "65534";
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "reliably.dll"), .. arguments];
        if (Environment.IsPrivilegedProcess)
        {
            Process.Start("chown", ["-R", nobody + ":" + nobody, folder]).WaitForExit();
            command = ["setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups", "--", .. command];
        }

        command = ["/bin/sh", "-c", line + "; exec \"$@\"", "sh", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>The folder belongs to whoever runs the tests again: git reads no repository of somebody else.</summary>
    public static void TakeBack(string folder)
    {
        if (Environment.IsPrivilegedProcess) Process.Start("chown", ["-R", "0:0", folder]).WaitForExit();
    }

    public async Task HearAsync(string words)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!Text.Contains(words, StringComparison.Ordinal))
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"'{words}' was not said within a minute: {Text}");
            process.HasExited.ShouldBeFalse(Text);
            await Task.Delay(20);
        }
    }

    public void Terminate() => kill(process.Id, 15).ShouldBe(0);

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
