using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

/// <summary>The starters that can be taken in a folder: those of the repository around it, and those that come with the program.</summary>
internal static class StarterFolder
{
    public static StarterCatalogue Read(string workingFolder)
    {
        var root = WatchedFolder.Around(workingFolder);
        if (!Directory.Exists(Path.Combine(root, "starters"))) return StarterCatalogue.BuiltIn;
        var files = FolderReader.Read(root).Files.Where(static file => RepositoryLayout.Classify(file.Path)?.Kind == DocumentKind.Starter);
        return StarterCatalogue.With(SnapshotReader.Read(files, null).Starters);
    }

    /// <exception cref="CannotRunException">There is no such starter.</exception>
    public static Starter Find(StarterCatalogue catalogue, string name) => catalogue.FindTyped(name) ?? throw new CannotRunException(
        $"There is no starter '{name}'.",
        catalogue.NearestTo(name) is { } nearest ? $"Did you mean '{nearest}'?" : "'reliably starter list' shows all of them, 'reliably starter list WORD' those with a word.");
}
