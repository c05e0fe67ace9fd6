using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Demo;

/// <summary>
/// How this program starts another copy of itself: with <c>dotnet run</c>, from a published build and from a test's folder alike. The
/// process that runs may be <c>dotnet</c>, <c>reliably</c> or a test host; the assembly beside us is always <c>reliably.dll</c>.
/// </summary>
internal static class SelfProgram
{
    /// <summary>A process to start with these arguments; streams redirected, not yet started.</summary>
    public static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = Program(out var assembly),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (assembly is not null) start.ArgumentList.Add(assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static string Program(out string? assembly)
    {
        var self = Environment.ProcessPath ?? "";
        assembly = Path.Combine(AppContext.BaseDirectory, "reliably.dll");
        if (Is(self, "dotnet")) return self;
        if (Is(self, "reliably") || !File.Exists(assembly))
        {
            assembly = null;
            return self;
        }

        return DotnetOfThisRuntime();
    }

    /// <summary>A test host runs on the same runtime: <c>dotnet</c> lies three folders above <c>shared/Microsoft.NETCore.App/10.0.x</c>.</summary>
    private static string DotnetOfThisRuntime()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var program = Path.Combine(root, name);
        return File.Exists(program) ? program : name;
    }

    private static bool Is(string path, string name) =>
        string.Equals(Path.GetFileNameWithoutExtension(path), name, StringComparison.OrdinalIgnoreCase);
}
