using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// Images made of this machine's own files, since a test fetches nothing: a shell with a few programs and the libraries they need, and for our own
/// engine .NET and the program under test. They are removed at the end.
/// </summary>
public sealed class ContainerImages : IDisposable
{
    private static readonly string[] Programs = ["sh", "cat", "sleep", "id", "touch", "env", "ls", "ln", "head", "tail", "mkdir", "chmod", "grep", "sed", "tr", "echo", "printenv", "mv"];
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> made = [];

    /// <summary>Holds our own engine.</summary>
    public string Reliably => Make("reliably", static tar =>
    {
        AddShell(tar);
        AddDotnet(tar);
    });

    /// <summary>Holds neither engine.</summary>
    public string Shell => Make("shell", AddShell);

    /// <summary>Holds a <c>chaos</c> that is a shell script.</summary>
    public string WithChaos(string script) => Make("chaos-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)))[..12], tar =>
    {
        AddShell(tar);
        tar.Text("usr/bin/chaos", "#!/bin/sh\n" + script, executable: true);
    });

    /// <summary>What docker prints.</summary>
    public static string Docker(params string[] arguments)
    {
        using var docker = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = docker.StandardError.ReadToEndAsync();
        var output = docker.StandardOutput.ReadToEnd();
        docker.WaitForExit();
        return docker.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {error.Result}");
    }

    public void Dispose()
    {
        if (made.Count > 0) Docker(["rmi", "--force", .. made.Values]);
    }

    private static void AddShell(ImageTar tar)
    {
        foreach (var folder in (string[])["proc", "dev", "reliably"]) tar.Folder(folder);
        tar.Folder("tmp", (UnixFileMode)0b1_111_111_111);
        tar.Text("etc/passwd", "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\nchaos:x:1000:1000::/:/bin/sh\n");
        foreach (var name in Programs)
        {
            var file = ((string[])["/bin/" + name, "/usr/bin/" + name]).First(File.Exists);
            tar.Binary(file, "usr/bin/" + name);
        }

        tar.Link("bin", "usr/bin");
    }

    private static void AddDotnet(ImageTar tar)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var root = Path.GetFullPath(Path.Combine(runtime, "../../.."));
        tar.Tree(runtime, "dotnet/shared/Microsoft.NETCore.App/" + Path.GetFileName(runtime));
        var web = Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!;
        tar.Tree(web, "dotnet/shared/Microsoft.AspNetCore.App/" + Path.GetFileName(web));
        tar.Tree(Path.Combine(root, "host"), "dotnet/host");
        tar.Binary(Path.Combine(root, "dotnet"), "dotnet/dotnet");
        tar.Libraries(Path.Combine(runtime, "libcoreclr.so"));
        tar.Libraries(Path.Combine(runtime, "libSystem.Native.so"));
        foreach (var library in (string[])["libssl.so.3", "libcrypto.so.3"]) tar.LoadedLibrary(library);
        var program = Path.GetDirectoryName(typeof(GitOpsApp).Assembly.Location)!;
        foreach (var file in Directory.EnumerateFiles(program).Where(static file => !Path.GetFileName(file).StartsWith("Reliably.GitOps.Tests", StringComparison.Ordinal))) tar.File(file, "app/" + Path.GetFileName(file));
        tar.Text("usr/bin/reliably", "#!/bin/sh\nexport DOTNET_ROOT=/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_EnableDiagnostics=0\nexec /app/reliably \"$@\"\n", executable: true);
    }

    private string Make(string name, Action<ImageTar> fill)
    {
        lock (gate)
        {
            if (made.TryGetValue(name, out var known)) return known;
            var image = $"reliably-test/{name}:{Guid.NewGuid().ToString("N")[..12]}"; // fixtures of other classes remove theirs meanwhile
            var file = Path.GetTempFileName();
            try
            {
                using (var tar = new ImageTar(file)) fill(tar);
                Docker("import", "--change", "ENV PATH=/usr/bin:/bin", file, image);
            }
            finally
            {
                File.Delete(file);
            }

            return made[name] = image;
        }
    }
}
