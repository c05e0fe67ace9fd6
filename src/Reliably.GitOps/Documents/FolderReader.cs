using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>The documents that lie in a folder, and those that could not be read.</summary>
public sealed record FolderReading
{
    public ImmutableArray<RepositoryFile> Files { get; init; } = [];

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The same with one file in place of what lies there, findings about that included.</summary>
    public FolderReading With(RepositoryFile file) => new()
    {
        Files = [.. Files.Where(other => other.Path != file.Path), file],
        Diagnostics = Diagnostics.RemoveAll(finding => finding.Location.File == file.Path),
    };
}

/// <summary>
/// Reads the documents of a repository from a folder: only the folders that hold documents, so reports, <c>.git</c> and whatever else lies
/// there costs nothing. Links are not followed, and pipes and huge files are refused with a finding.
/// </summary>
public static class FolderReader
{
    private static readonly string[] Skipped = [".git", "node_modules"];

    /// <summary>Reads the documents below a repository's root.</summary>
    public static FolderReading Read(string root)
    {
        var reading = new Reading(root);
        foreach (var name in (string[])["reliably.yaml", "reliably.yml"]) reading.AddIfThere(name);
        foreach (var kind in Enum.GetValues<DocumentKind>())
        {
            if (RepositoryLayout.FolderOf(kind) is { Length: > 0 } folder) reading.Walk(folder);
        }

        return reading.ToReading();
    }

    /// <summary>Reads one file, whatever its place.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="name">Path that findings show.</param>
    public static FolderReading ReadFile(string path, string name)
    {
        var reading = new Reading(Path.GetDirectoryName(path)!);
        reading.Add(path, name);
        return reading.ToReading();
    }

    private sealed class Reading(string root)
    {
        private readonly ImmutableArray<RepositoryFile>.Builder files = ImmutableArray.CreateBuilder<RepositoryFile>();
        private readonly ImmutableArray<Diagnostic>.Builder diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();

        public FolderReading ToReading() => new() { Files = files.ToImmutable(), Diagnostics = diagnostics.ToImmutable() };

        public void AddIfThere(string name)
        {
            var file = new FileInfo(Path.Combine(root, name));
            if (file.Exists) Visit(file, name);
        }

        public void Walk(string folder)
        {
            var directory = new DirectoryInfo(Path.Combine(root, folder.TrimEnd('/')));
            if (!directory.Exists) return;
            if (directory.LinkTarget is not null)
            {
                Report(DiagnosticCatalogue.LinkNotFollowed, folder.TrimEnd('/'));
                return;
            }

            WalkInto(directory, folder);
        }

        private void WalkInto(DirectoryInfo directory, string folder)
        {
            foreach (var entry in Entries(directory, folder)) Visit(entry, folder + entry.Name);
        }

        public void Add(string path, string name)
        {
            try
            {
                var bytes = PlainFile.Read(path, YamlReader.MaxBytes);
                if (bytes is null) Report(DiagnosticCatalogue.NotAPlainFile, name);
                else files.Add(new(name, bytes));
            }
            catch (FileNotFoundException)
            {
                ReportMissing(name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Report(DiagnosticCatalogue.Unreadable, name, exception.Message);
            }
        }

        /// <summary>Listed before they are visited, so that what comes and goes meanwhile changes nothing.</summary>
        private List<FileSystemInfo> Entries(DirectoryInfo directory, string folder)
        {
            try
            {
                return [.. directory.EnumerateFileSystemInfos().OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (DirectoryNotFoundException)
            {
                ReportMissing(folder.TrimEnd('/'));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Report(DiagnosticCatalogue.Unreadable, folder.TrimEnd('/'), exception.Message);
            }

            return [];
        }

        private void Visit(FileSystemInfo entry, string name)
        {
            var isFolder = entry is DirectoryInfo;
            if (isFolder && Skipped.Contains(entry.Name)) return;
            if (entry.LinkTarget is not null)
            {
                if (isFolder || RepositoryLayout.Classify(name) is not null) Report(DiagnosticCatalogue.LinkNotFollowed, name);
            }
            else if (entry is DirectoryInfo folder)
            {
                WalkInto(folder, name + "/");
            }
            else if (RepositoryLayout.Classify(name) is not null)
            {
                Add(entry.FullName, name);
            }
        }

        /// <summary>It was listed a moment ago: it is deleted, or its name is no UTF-8, so that what is written of it as text names no file.</summary>
        private void ReportMissing(string name)
        {
            if (name.Contains('\uFFFD', StringComparison.Ordinal)) Report(DiagnosticCatalogue.NameNotText, name);
            else Report(DiagnosticCatalogue.Unreadable, name, "it was deleted while its folder was read.");
        }

        private void Report(DiagnosticRule rule, string name, string found = "") => diagnostics.Add(rule.At(DocumentCursor.OfFile(name), found));
    }
}
