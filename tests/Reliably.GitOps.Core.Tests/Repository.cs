namespace Reliably.GitOps;

/// <summary>The repository that these tests stand in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        Path.Exists(Path.Combine(folder, "Reliably.GitOps.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
