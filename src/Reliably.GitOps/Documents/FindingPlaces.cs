namespace Reliably.GitOps.Documents;

/// <summary>
/// Paths as a forge knows them: from the top of the clone, wherever in it the command was typed. A file outside stays absolute.
/// </summary>
internal static class FindingPlaces
{
    public static ValidationResult FromTop(ValidationResult result, string workingFolder)
    {
        var top = WatchedFolder.CloneAround(workingFolder) ?? workingFolder;
        return result with
        {
            Diagnostics = [.. result.Diagnostics.Select(one => one with { Location = one.Location with { File = Name(one.Location.File) } })],
            Texts = result.Texts.ToDictionary(item => Name(item.Key), static item => item.Value, StringComparer.Ordinal),
        };

        string Name(string file)
        {
            var full = Path.GetFullPath(file, workingFolder);
            var name = WatchedFolder.Relative(top, full);
            return name.StartsWith("../", StringComparison.Ordinal) ? full : name;
        }
    }
}
