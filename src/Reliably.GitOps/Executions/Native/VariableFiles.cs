using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>The files of <c>--var-file</c>, merged in order: a later file wins.</summary>
internal static class VariableFiles
{
    /// <exception cref="ExperimentErrorException">One cannot be read.</exception>
    public static Task<VariableFile> ReadAsync(ImmutableArray<string> paths, string workingFolder, CancellationToken stop) =>
        paths.IsEmpty ? Task.FromResult(new VariableFile()) : ReadAllAsync(paths, workingFolder, stop);

    private static async Task<VariableFile> ReadAllAsync(ImmutableArray<string> paths, string workingFolder, CancellationToken stop)
    {
        var merged = new VariableFile();
        foreach (var path in paths)
        {
            var file = VariableFile.Read(path, await ReadBytesAsync(path, workingFolder, stop));
            merged = new()
            {
                Configuration = Merge(merged.Configuration, file.Configuration),
                Secrets = Merge(merged.Secrets, file.Secrets),
                Environment = merged.Environment.AddRange(file.Environment),
            };
        }

        return merged;
    }

    private static async Task<byte[]> ReadBytesAsync(string path, string workingFolder, CancellationToken stop)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(workingFolder, path), stop);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentErrorException($"The variable file '{path}' cannot be read: {exception.Message}");
        }
    }

    private static DataNode.Mapping Merge(DataNode.Mapping first, DataNode.Mapping second) =>
        second.Entries.Aggregate(first, static (merged, entry) => merged.With(entry.Name, entry.Value));
}
