using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>Requests for plans, one file each: <c>reliably plan trigger</c> writes them, the service answers and removes them.</summary>
internal sealed class RequestInbox(string folder)
{
    private const string Extension = ".request.json";

    public static string Write(string folder, string plan, string? actor, DateTimeOffset now)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Random.Shared.Next(0x1000000):x6}");
        var text = JsonWriter.Indented(DataNode.Mapping.Create(("plan", DataNode.Of(plan)), ("actor", actor is null ? DataNode.None : DataNode.Of(actor))));
        DurableFile.Replace(Path.Combine(folder, id + Extension), text + "\n");
        return id;
    }

    public ImmutableArray<TriggerRequest> Read()
    {
        if (!Directory.Exists(folder)) return [];
        var requests = ImmutableArray.CreateBuilder<TriggerRequest>();
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (JsonReader.TryParse(File.ReadAllBytes(file), out _) is DataNode.Mapping root && root["plan"] is DataNode.Text plan)
            {
                requests.Add(new(Path.GetFileName(file)[..^Extension.Length], plan.Value, (root["actor"] as DataNode.Text)?.Value));
            }
            else
            {
                File.Delete(file);
            }
        }

        return requests.ToImmutable();
    }

    public void Remove(string id) => File.Delete(Path.Combine(folder, id + Extension));

    /// <summary>Calls back soon after a request was written. Where the system cannot watch files, the next look finds it.</summary>
    public IDisposable? Watch(Action wake)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var watcher = new FileSystemWatcher(folder, "*" + Extension);
            watcher.Renamed += (_, _) => wake();
            watcher.Created += (_, _) => wake();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
