using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Puts a small repository together for a test.</summary>
internal sealed class SnapshotBuilder
{
    /// <summary>An experiment of which nothing can be said.</summary>
    public const string Experiment = "title: T\ndescription: D\nmethod: []\n" + Hypothesis;

    public const string Hypothesis =
        "steady-state-hypothesis: {title: H, probes: [{type: probe, name: p, tolerance: 200, provider: {type: http, url: 'http://shop/', timeout: 5}}]}\n";

    private readonly List<RepositoryFile> files = [];

    public IReadOnlyList<RepositoryFile> Files => files;

    public SnapshotBuilder With(string path, string text)
    {
        files.Add(new(path, Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public RepositorySnapshot Read() => SnapshotReader.Read(files, null);
}

internal static class Findings
{
    /// <summary>Code and place of each finding, as <c>RLY2103 plans/a.yaml:3:1</c>.</summary>
    public static string[] Brief(this RepositorySnapshot snapshot) =>
        [.. snapshot.Diagnostics.Select(static diagnostic => diagnostic.Code + " " + diagnostic.Location)];

    public static Diagnostic[] Errors(this RepositorySnapshot snapshot) =>
        [.. snapshot.Diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Error)];
}
