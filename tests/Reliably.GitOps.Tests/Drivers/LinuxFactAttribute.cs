namespace Reliably.GitOps.Drivers;

/// <summary>A test of what only Linux's <c>/proc</c> tells.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux lists sessions and environments of processes.";
}

/// <summary>A test of what only root may do: it starts programs under another account.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? null : "Only root on Linux may start programs under another account.";
}

/// <summary>The same with arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux lists sessions and environments of processes.";
}
