namespace Reliably.GitOps.Drivers;

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string Of(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reliably.GitOps.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not lie inside their repository.");
    }
}
