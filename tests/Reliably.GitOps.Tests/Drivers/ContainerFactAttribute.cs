using System.Diagnostics;

namespace Reliably.GitOps.Drivers;

/// <summary>A test that needs an engine of containers: docker, answering. Without it the test is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = Reason.Value;

    internal static Lazy<string?> Reason { get; } = new(static () =>
        !OperatingSystem.IsLinux() ? "Images for the tests are made of a Linux machine's own programs."
        : Answers() ? null
        : "docker does not answer on this machine: install it and start it.");

    private static bool Answers()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Os}}"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (docker is null) return false;
            var answer = docker.StandardOutput.ReadToEndAsync();
            if (docker.WaitForExit(TimeSpan.FromSeconds(20))) return docker.ExitCode == 0 && answer.Result.Trim() == "linux";
            docker.Kill();
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
