using System.Collections.Immutable;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Executions that are over and not yet published, on disk, already redacted. The journal is written first: a record is there only when all
/// of it is.
/// </summary>
internal sealed class Outbox(string folder)
{
    private const string RecordExtension = ".record.json";
    private const string JournalExtension = ".journal.json";

    public void Add(ExecutedRun run)
    {
        if (run.JournalText is { } journal) DurableFile.Replace(PathOf(run.Record.Id, JournalExtension), journal);
        DurableFile.Replace(PathOf(run.Record.Id, RecordExtension), ExecutionRecordJson.Write(run.Record));
    }

    public bool Has(ExecutionId id) => File.Exists(PathOf(id, RecordExtension));

    /// <summary>Identifiers of what waits, oldest first.</summary>
    public ImmutableArray<ExecutionId> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + RecordExtension).Select(static file => ExecutionId.Parse(Path.GetFileName(file)[..^RecordExtension.Length])).Order()]
        : [];

    public ExecutedRun Read(ExecutionId id)
    {
        var journal = PathOf(id, JournalExtension);
        return new(ExecutionRecordJson.Read(File.ReadAllText(PathOf(id, RecordExtension))), File.Exists(journal) ? File.ReadAllText(journal) : null);
    }

    public void Remove(ExecutionId id)
    {
        File.Delete(PathOf(id, RecordExtension));
        File.Delete(PathOf(id, JournalExtension));
    }

    private string PathOf(ExecutionId id, string extension) => Path.Combine(folder, id.Value + extension);
}
