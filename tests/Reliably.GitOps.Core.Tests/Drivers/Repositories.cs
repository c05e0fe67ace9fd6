using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Drivers;

/// <summary>A repository as the publisher sees it: documents, and the files published so far.</summary>
internal sealed class PublishedRepository(RepositorySnapshot snapshot)
{
    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Files => files;

    public RepositorySnapshot Snapshot { get; set; } = snapshot;

    public Publication Publish(DateTimeOffset now, params ExecutedRun[] runs)
    {
        var input = Known(new() { Runs = [.. runs], Snapshot = Snapshot, Now = now, Published = ImmutableDictionary<string, string>.Empty }, PublicationDecision.Reads);
        return Committed(PublicationDecision.Decide(input));
    }

    /// <summary>What a new day brings.</summary>
    public Publication PassDay(DateTimeOffset now)
    {
        var journals = files.Keys.ToImmutableArray();
        var input = Known(new() { Runs = [], Snapshot = Snapshot, Now = now, Published = ImmutableDictionary<string, string>.Empty }, (known, asked) => DailyPass.Reads(known, asked, journals));
        return Committed(DailyPass.Decide(input, journals));
    }

    /// <summary>All executions as they are published.</summary>
    public ImmutableArray<ExecutedRun> Executions() => [.. files
        .Where(static file => file.Key.EndsWith(".record.json", StringComparison.Ordinal))
        .Select(static file => ExecutionRecordJson.Read(file.Value))
        .Select(record => new ExecutedRun(record, files.GetValueOrDefault(ReportPaths.Journal(record.Id))))];

    private PublicationInput Known(PublicationInput input, Func<PublicationInput, IReadOnlySet<string>, ImmutableArray<string>> reads)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (reads(input, asked).Where(asked.Add).ToList() is { Count: > 0 } more)
        {
            input = input with { Published = input.Published.Concat(more.Where(files.ContainsKey).Select(path => KeyValuePair.Create(path, files[path]))).ToImmutableDictionary(StringComparer.Ordinal) };
        }

        return input;
    }

    private Publication Committed(Publication publication)
    {
        foreach (var path in publication.Removed) files.Remove(path).ShouldBeTrue(path);
        foreach (var (path, text) in publication.Files) files[path] = text;
        return publication;
    }

    /// <summary>The files that must not depend on the order or on the clock.</summary>
    public static string Facts(IEnumerable<KeyValuePair<string, string>> files) => string.Concat(files
        .Where(static file => file.Key == ReportPaths.Index || (file.Key.StartsWith("reports/experiments/", StringComparison.Ordinal) && file.Key.EndsWith(".json", StringComparison.Ordinal)))
        .OrderBy(static file => file.Key, StringComparer.Ordinal)
        .Select(static file => file.Key + "\n" + file.Value));

    public static RepositorySnapshot With(params string[] slugs) => new()
    {
        Experiments = slugs.Select(static slug => Document(slug, slug)).ToImmutableSortedDictionary(static document => document.Slug, static document => document),
    };

    public static RepositorySnapshot With(params (string Slug, string Hash)[] experiments) => new()
    {
        Experiments = experiments.Select(static item => Document(item.Slug, item.Slug) with { ContentHash = item.Hash }).ToImmutableSortedDictionary(static document => document.Slug, static document => document),
    };

    public static ExperimentDocument Document(string slug, string title) => new()
    {
        Slug = Slug.Parse(slug),
        Path = $"experiments/{slug}.yaml",
        Content = ReadOnlyMemory<byte>.Empty,
        Extension = ".yaml",
        ContentHash = Records.Hash,
        Experiment = new()
        {
            Title = title,
            Source = (DataNode.Mapping)JsonReader.Parse("""
                {"title": "t", "description": "One replica dies; nobody notices.",
                 "steady-state-hypothesis": {"title": "The shop sells", "probes": [{"type": "probe", "name": "front door answers", "tolerance": 200, "provider": {"type": "http", "url": "http://${host}/", "timeout": 3}}]},
                 "method": [{"type": "action", "name": "kill a replica", "provider": {"type": "process", "path": "pkill", "arguments": ["-9", "replica-2"]}, "pauses": {"after": 5}}, {"ref": "front door answers"}],
                 "rollbacks": [{"type": "action", "name": "restart the replica", "background": true, "provider": {"type": "python", "module": "shop.replicas", "func": "restart"}}]}
                """),
        },
    };
}
