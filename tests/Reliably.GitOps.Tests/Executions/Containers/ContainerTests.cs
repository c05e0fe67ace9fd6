using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>Experiments in real containers. Our own engine is in an image that the tests make; that of the Chaos Toolkit is named by a variable.</summary>
public abstract class ContainerTests : IClassFixture<ContainerImages>, IAsyncLifetime
{
    private protected ExecutionDriver Driver { get; } =
        new() { Options = new(), Grants = new() { Deployments = ["shop", "container"], SecretVariables = ["SHOP_*"], SecretFiles = ["/"] } };

    /// <summary>Waits for five minutes, with a process beside it that nobody waits for; its rollback tells whether that one still lives.</summary>
    protected const string Waiting =
        """
        title: t
        description: d
        method:
        - {type: action, name: leave, provider: {type: process, path: sh, arguments: [-c, '(sleep 300; touch late) >/dev/null 2>&1 & echo left']}}
        - {type: action, name: wait, provider: {type: process, path: sleep, arguments: ['300']}}
        rollbacks:
        - {type: action, name: undo, provider: {type: process, path: sh, arguments: [-c, 'for f in /proc/[0-9]*/cmdline; do tr "\0" " " < $f | grep -q "^sleep 300" && echo alive; done; echo undone']}}
        """;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Driver.Dispose();
        return Task.CompletedTask;
    }

    private protected void Use(string image, Func<ContainerSettings, ContainerSettings>? change = null)
    {
        foreach (var name in (string[])["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG"])
        {
            if (!Driver.Variables.ContainsKey(name) && Environment.GetEnvironmentVariable(name) is { } value) Driver.Variables[name] = value;
        }

        if (!Driver.Variables["PATH"].Contains("/usr/sbin", StringComparison.Ordinal)) Driver.Variables["PATH"] += ":" + Environment.GetEnvironmentVariable("PATH");
        var settings = new ContainerSettings { Image = image, Pull = PullPolicy.Never, Network = "none" };
        Driver.Deployment = new Deployment.Container(change?.Invoke(settings) ?? settings) { Slug = Slug.Parse("shop") };
    }

    /// <summary>A docker that writes down how it is called.</summary>
    private protected string WatchDocker(string? instead = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Driver.Folder, "bin")).FullName;
        var log = Path.Combine(Driver.Folder, "docker.log");
        var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(static path => Path.Combine(path, "docker")).First(File.Exists);
        var script = Path.Combine(folder, "docker");
        File.WriteAllText(script, $"#!/bin/sh\necho \"$@\" >> {log}\ncd {Driver.Folder}\n{(instead is null ? "" : $"case $1 in {instead};; esac\n")}exec {real} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Driver.Variables["PATH"] = folder + ":" + Driver.Variables["PATH"];
        return log;
    }

    private protected string[] Left() =>
        ContainerImages.Docker("ps", "--all", "--quiet", "--filter", $"label={ContainerLaunch.Label}={Driver.Id.Value}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private protected static string OutputOf(ExecutedRun run) => Text(Journal.TryParse(run.JournalText ?? throw new InvalidOperationException(run.Record.VerdictReason))!.Run[0].Output);

    private protected static string Text(DataNode? output) => ((output as DataNode.Mapping)?["stdout"] as DataNode.Text)?.Value ?? "";
}
