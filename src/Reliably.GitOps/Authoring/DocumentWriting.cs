using System.Collections.Immutable;
using System.Security.Cryptography;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Authoring;

/// <summary>Writes documents in one step, and only those that are free of errors.</summary>
internal static class DocumentWriting
{
    /// <summary>What is wrong with a document: with its references where its place is one of a repository's documents, else by itself.</summary>
    public static ImmutableArray<Diagnostic> Check(DocumentTarget target, ReadOnlyMemory<byte> content, DocumentKind kind)
    {
        var file = new RepositoryFile(target.Name, content);
        if (RepositoryLayout.Classify(target.Name)?.Kind != kind) return SnapshotReader.ReadAlone(file with { Path = target.Shown }, kind);
        var others = FolderReader.Read(target.Root).Files.Where(other => other.Path != target.Name);
        return
        [
            .. SnapshotReader.Read(others.Append(file), null).Diagnostics.Where(finding => finding.Location.File == target.Name)
                .Select(finding => finding with { Location = finding.Location with { File = target.Shown } }),
        ];
    }

    /// <summary>Says on standard error what is wrong with a document; true where it has errors.</summary>
    public static bool Report(Terminal terminal, string shown, ReadOnlyMemory<byte> content, ImmutableArray<Diagnostic> findings)
    {
        var told = findings.Where(static finding => finding.Severity != Severity.Info).ToImmutableArray();
        var texts = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { [shown] = content };
        new FindingText(terminal.Interactive && terminal.Colour, 160).Write(terminal.Error, new() { Diagnostics = told, Texts = texts });
        return told.Any(static finding => finding.Severity == Severity.Error);
    }

    /// <summary>Checks a document, says what is wrong with it, and writes it where it has no error.</summary>
    /// <exception cref="CannotRunException">There is such a file and it may not be replaced, or the disk does not take it.</exception>
    public static int CheckAndWrite(Terminal terminal, DocumentTarget target, ReadOnlyMemory<byte> content, DocumentKind kind, bool replace)
    {
        if (target.Exists && !replace) throw Exists(target);
        if (Report(terminal, target.Shown, content, Check(target, content, kind)))
        {
            terminal.Error.WriteLine($"Nothing was written: correct what is said above.");
            return ExitCodes.Problems;
        }

        Write(target, content.Span, replace);
        return ExitCodes.Ok;
    }

    private static void Write(DocumentTarget target, ReadOnlySpan<byte> content, bool replace)
    {
        var folder = Path.GetDirectoryName(target.FullPath)!;
        var beside = Path.Combine(folder, ".reliably-" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target.FullPath)) File.SetUnixFileMode(beside, File.GetUnixFileMode(target.FullPath));
            File.Move(beside, target.FullPath, overwrite: replace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(beside)) File.Delete(beside);
            if (!replace && File.Exists(target.FullPath)) throw Exists(target);
            throw new CannotRunException($"{target.Shown} cannot be written: {exception.Message}", "Look at the folder's permissions and the free space.", exception);
        }
    }

    private static CannotRunException Exists(DocumentTarget target) => new($"{target.Shown} is there already.", "Choose another name, or replace it with --force.");
}
