namespace Reliably.GitOps.Executions;

/// <summary>Executions that were ordered and have not ended: a record of each is on disk before anything runs.</summary>
internal sealed class RunBook(string folder)
{
    public bool Has(ExecutionId id) => File.Exists(PathOf(id));

    /// <summary>False where the identifier is taken.</summary>
    public bool TryBegin(ExecutionRecord record) => DurableFile.TryCreate(PathOf(record.Id), ExecutionRecordJson.Write(record));

    public void Update(ExecutionRecord record) => DurableFile.Replace(PathOf(record.Id), ExecutionRecordJson.Write(record));

    public void End(ExecutionId id) => File.Delete(PathOf(id));

    /// <summary>All of them, in order of time. One that was cut off while it was written names an execution of which nothing ran.</summary>
    public IReadOnlyList<ExecutionRecord> Read()
    {
        if (!Directory.Exists(folder)) return [];
        var records = new List<ExecutionRecord>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                records.Add(ExecutionRecordJson.Read(File.ReadAllText(file)));
            }
            catch (FormatException)
            {
                File.Delete(file);
            }
        }

        return records;
    }

    private string PathOf(ExecutionId id) => Path.Combine(folder, id.Value + ".json");
}
