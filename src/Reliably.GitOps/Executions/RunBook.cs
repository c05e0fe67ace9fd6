using Reliably.GitOps.Deployments;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Executions that were ordered and have not ended: a record of each is on disk before anything runs. It is written as planned before its
/// plan is claimed, and counts from the claim on: a crash between the two loses nothing and starts nothing twice.
/// </summary>
internal sealed class RunBook(string folder)
{
    private const string Planned = ".planned";
    private const string Container = ".container";
    private const string Unreadable = ".unreadable";

    /// <summary>Claims a plan's moment with all its executions, or none of them. False where somebody else had the claim.</summary>
    /// <param name="records">A record for each execution.</param>
    /// <param name="key">The claim.</param>
    /// <param name="claim">Takes the claim.</param>
    public bool TryBegin(IReadOnlyList<ExecutionRecord> records, string key, Func<bool> claim)
    {
        var claimed = false;
        try
        {
            foreach (var record in records) DurableFile.Replace(PlannedOf(record.Id), key + "\n" + ExecutionRecordJson.Write(record));
            claimed = claim();
            if (claimed)
            {
                foreach (var record in records) File.Move(PlannedOf(record.Id), PathOf(record.Id));
            }

            return claimed;
        }
        finally
        {
            if (!claimed)
            {
                foreach (var record in records.Where(record => File.Exists(PlannedOf(record.Id)))) File.Delete(PlannedOf(record.Id));
            }
        }
    }

    /// <summary>Ends what a crash left half done: what was claimed counts, what was not claimed never was.</summary>
    public void Settle(Func<string, bool> isClaimed)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Planned).Order(StringComparer.Ordinal))
        {
            var begun = Path.ChangeExtension(file, ".json");
            var text = File.ReadAllText(file);
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (end > 0 && !File.Exists(begun) && isClaimed(text[..end])) File.Move(file, begun);
            else File.Delete(file);
        }
    }

    public bool Has(ExecutionId id) => File.Exists(PathOf(id));

    public void Update(ExecutionRecord record) => DurableFile.Replace(PathOf(record.Id), ExecutionRecordJson.Write(record));

    public void End(ExecutionId id)
    {
        File.Delete(PathOf(id));
        File.Delete(ProcessesOf(id));
        File.Delete(RollbacksOf(id));
    }

    /// <summary>Remembers that a rollback has been played, so that nothing plays it again after a crash.</summary>
    public void NoteRollback(ExecutionId id, string name)
    {
        try
        {
            File.AppendAllText(RollbacksOf(id), Uri.EscapeDataString(name) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the rollbacks themselves. Should the service be killed now, this one is played again.
        }
    }

    /// <summary>Remembers that an execution's container may still run: its engine did not answer.</summary>
    public void NoteContainer(ExecutionId id, ContainerEngine engine) => DurableFile.Replace(ContainerOf(id), engine.ToString());

    /// <summary>Those that were remembered, in order of time.</summary>
    public IReadOnlyList<(ExecutionId Id, ContainerEngine Engine)> NotedContainers() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*" + Container).Order(StringComparer.Ordinal)
            .Select(static file => (ExecutionId.Parse(Path.GetFileNameWithoutExtension(file)), Enum.Parse<ContainerEngine>(File.ReadAllText(file))))];

    public void ForgetContainer(ExecutionId id) => File.Delete(ContainerOf(id));

    /// <summary>Names of the rollbacks that were played, in order.</summary>
    public IReadOnlyList<string> PlayedRollbacks(ExecutionId id) =>
        File.Exists(RollbacksOf(id)) ? [.. File.ReadAllLines(RollbacksOf(id)).Select(Uri.UnescapeDataString)] : [];

    /// <summary>Where the processes of an execution are remembered: number, start and session (<see cref="Processes.RunProcesses"/>).</summary>
    public string ProcessesOf(ExecutionId id) => Path.Combine(folder, id.Value + ".processes");

    /// <summary>All of them, in order of time. One that cannot be read is put aside.</summary>
    public IReadOnlyList<ExecutionRecord> Read()
    {
        if (!Directory.Exists(folder)) return [];
        var records = new List<ExecutionRecord>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                records.Add(ExecutionRecordJson.Read(RecordIn(File.ReadAllText(file))));
            }
            catch (FormatException)
            {
                File.Move(file, file + Unreadable, overwrite: true); // kept for whoever wants to know what it was; nothing is waited for
            }
        }

        return records;
    }

    /// <summary>Until its execution begins, the claim stands before the record.</summary>
    private static string RecordIn(string text) => text.StartsWith('{') ? text : text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    private string ContainerOf(ExecutionId id) => Path.Combine(folder, id.Value + Container);

    private string RollbacksOf(ExecutionId id) => Path.Combine(folder, id.Value + ".rollbacks");

    private string PlannedOf(ExecutionId id) => Path.Combine(folder, id.Value + Planned);

    private string PathOf(ExecutionId id) => Path.Combine(folder, id.Value + ".json");
}
