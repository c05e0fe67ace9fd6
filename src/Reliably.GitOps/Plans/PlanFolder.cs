using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Plans;

/// <summary>A working folder or clone, with its plans and what was published of them.</summary>
internal sealed class PlanFolder
{
    private readonly string root;

    private PlanFolder(string root, RepositorySnapshot snapshot)
    {
        this.root = root;
        Snapshot = snapshot;
    }

    public RepositorySnapshot Snapshot { get; }

    /// <summary>Paths of plans that cannot be used.</summary>
    public ImmutableArray<string> Broken =>
    [
        .. Snapshot.Diagnostics.Where(static finding => finding.Severity == Severity.Error).Select(static finding => finding.Location.File)
            .Where(path => RepositoryLayout.Classify(path)?.Kind == DocumentKind.Plan && !Snapshot.Plans.Values.Any(plan => plan.Path == path)).Distinct().Order(StringComparer.Ordinal),
    ];

    public static PlanFolder Read(string workingFolder)
    {
        var root = WatchedFolder.Around(workingFolder);
        return new(root, SnapshotReader.Read(FolderReader.Read(root).Files, null));
    }

    /// <exception cref="CannotRunException">There is no such plan.</exception>
    public Plan Find(string name) => DuePlans.Find(Snapshot, name) ?? throw new CannotRunException(
        $"There is no plan '{name}' in {root}.",
        Broken.FirstOrDefault(path => path.Contains(name, StringComparison.Ordinal)) is { } broken
            ? $"{broken} is broken: 'reliably validate' says why."
            : Snapshot.Plans.IsEmpty ? "Plans lie in plans/." : $"The plans are: {string.Join(", ", Snapshot.Plans.Keys)}.");

    /// <summary>The newest published execution of a plan; null where none is in this folder.</summary>
    public HistoryEntry? LastOf(Plan plan) => plan.Experiments
        .Select(slug => (Slug: slug, Path: Path.Combine(root, ReportPaths.ExperimentData(slug))))
        .Where(static item => File.Exists(item.Path))
        .Select(static item => ExperimentHistoryJson.TryRead(item.Slug, File.ReadAllText(item.Path, Encoding.UTF8)))
        .SelectMany(static history => history?.Entries ?? [])
        .Where(entry => entry.Plan == plan.Slug)
        .MaxBy(static entry => entry.Id);
}
