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
        var publication = PublicationDecision.Decide(new()
        {
            Runs = [.. runs],
            Snapshot = Snapshot,
            Now = now,
            Published = PublicationDecision.Reads([.. runs]).Where(files.ContainsKey).ToDictionary(static path => path, path => files[path], StringComparer.Ordinal),
        });
        foreach (var (path, text) in publication.Files) files[path] = text;
        return publication;
    }

    public static RepositorySnapshot With(params string[] slugs) => new()
    {
        Experiments = slugs.Select(static slug => Document(slug, slug)).ToImmutableSortedDictionary(static document => document.Slug, static document => document),
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
