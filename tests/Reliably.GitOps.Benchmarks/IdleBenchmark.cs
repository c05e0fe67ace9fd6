using System.Diagnostics;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Resident memory of the service, pages on, that has nothing to do. Bound: 120 MB.</summary>
internal static class IdleBenchmark
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(PublishedBuild build)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("| service at rest | needs /proc | | | |");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            await ShellAsync($"cp -r '{build.Root}/example-repo' work && cd work && git init -q -b main && git add -A && git -c user.name=b -c user.email=b@example.org commit -qm import && git clone -q --bare . ../remote.git", folder);
            using var service = Process.Start(new ProcessStartInfo(build.Program,
                ["serve", "--repository", Path.Combine(folder, "remote.git"), "--data", Path.Combine(folder, "data"), "--poll", "1", "--listen", "127.0.0.1:0"])
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            service.ErrorDataReceived += static (_, _) => { };
            service.OutputDataReceived += static (_, _) => { };
            service.BeginErrorReadLine();
            service.BeginOutputReadLine();
            var sizes = new List<double>();
            await Task.Delay(Rest);
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                sizes.Add(ResidentMegabytes(service.Id));
            }

            await ShellAsync($"kill -TERM {service.Id}", folder);
            await service.WaitForExitAsync();
            new Figures("service at rest, resident", "MB", sizes).Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double ResidentMegabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1000;
    }

    private static async Task ShellAsync(string command, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder })!;
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0) throw new InvalidOperationException("Failed: " + command);
    }
}
