using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Publishing;

/// <summary>Every execution that a commit holds. Reads all of them, so it is for a rebuild only.</summary>
internal static class PublishedRuns
{
    private const string Folder = "reports/executions";
    private const string RecordExtension = ".record.json";

    public static async Task<ImmutableArray<ExecutedRun>> ReadAsync(BareMirror mirror, CommitSha commit, CancellationToken stop)
    {
        var files = (await mirror.ListAsync(commit, [Folder], stop)).ToDictionary(static file => file.Path, StringComparer.Ordinal);
        var runs = ImmutableArray.CreateBuilder<ExecutedRun>();
        foreach (var (path, file) in files.Where(static file => file.Key.EndsWith(RecordExtension, StringComparison.Ordinal)))
        {
            var journal = files.GetValueOrDefault(path[..^RecordExtension.Length] + ".journal.json");
            if (await ReadAsync(mirror, file, stop) is { } text && TryRead(text) is { } record) runs.Add(new(record, journal is null ? null : await ReadAsync(mirror, journal, stop)));
        }

        return runs.ToImmutable();
    }

    private static async Task<string?> ReadAsync(BareMirror mirror, TreeFile file, CancellationToken stop) =>
        await mirror.Objects.ReadAsync(file.BlobId, stop) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    /// <summary>A record that somebody damaged is left out; git's history still has it.</summary>
    private static ExecutionRecord? TryRead(string text)
    {
        try
        {
            return ExecutionRecordJson.Read(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
