using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reviews;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Drivers;

/// <summary>A change of a small repository, as a review is given it: two states of its files, without git.</summary>
internal sealed class ChangeBuilder
{
    public const string Experiment =
        """
        title: The shop survives
        description: One replica goes.
        steady-state-hypothesis:
          title: It answers
          probes:
          - { type: probe, name: front, tolerance: 200, provider: { type: http, url: "http://shop.example.com/health", timeout: 3 } }
        method:
        - { type: action, name: kill, provider: { type: http, method: POST, url: "http://shop.example.com/kill", timeout: 3 } }
        - { type: probe, name: look, provider: { type: http, url: "http://shop.example.com/health", timeout: 3 } }
        rollbacks:
        - { type: action, name: start, provider: { type: http, method: POST, url: "http://shop.example.com/start", timeout: 3 } }

        """;

    public static DateTimeOffset Now { get; } = Records.Time("2026-11-22T12:00:00Z");

    private readonly SortedDictionary<string, string> before = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> after = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> renamed = new(StringComparer.Ordinal);
    private readonly List<FileChange> others = [];

    public ImmutableArray<string> Conflicts { get; set; } = [];

    public ScoreBoard Board { get; set; } = ScoreBoard.Empty;

    public Dictionary<Slug, ExperimentHistory> Histories { get; } = [];

    /// <summary>A file that is there and stays.</summary>
    public ChangeBuilder With(string path, string text)
    {
        before[path] = after[path] = text;
        return this;
    }

    /// <summary>A file that the change writes; null removes it.</summary>
    public ChangeBuilder Change(string path, string? text)
    {
        if (text is null) after.Remove(path);
        else after[path] = text;
        return this;
    }

    public ChangeBuilder Rename(string from, string to, string? text = null)
    {
        renamed[to] = from;
        after[to] = text ?? after[from];
        after.Remove(from);
        return this;
    }

    /// <summary>A change of a file that is no document.</summary>
    public ChangeBuilder Other(string path)
    {
        others.Add(new(path, ChangeKind.Modified));
        return this;
    }

    public Review Review(string? files = "https://git.example.com/shop/blob/main/") => Reviews.Review.Decide(ToInput(files));

    public ReviewInput ToInput(string? files = "https://git.example.com/shop/blob/main/")
    {
        var was = SnapshotReader.Read(Files(before), null);
        var settings = after.GetValueOrDefault("reliably.yaml") != before.GetValueOrDefault("reliably.yaml");
        var underOld = Files(after).Where(static file => file.Path != "reliably.yaml").Concat(Files(before).Where(static file => file.Path == "reliably.yaml"));
        return new()
        {
            Head = CommitSha.Parse(new string('a', 40)),
            Base = CommitSha.Parse(new string('b', 40)),
            Before = was,
            After = SnapshotReader.Read(underOld, null, was),
            WithNewSettings = settings ? SnapshotReader.Read(Files(after), null, was) : null,
            Changes = [.. Changes().Concat(others).OrderBy(static change => change.Path, StringComparer.Ordinal)],
            Conflicts = Conflicts,
            Hunks = after.Where(file => before.GetValueOrDefault(file.Key) != file.Value)
                .ToDictionary(static file => file.Key, static file => ImmutableArray.Create(new DiffHunk(1, 0, 1, file.Value.Split('\n').Length))),
            Board = Board,
            Histories = Histories,
            Now = Now,
            Links = new() { Docs = "https://docs.example.com/", Files = files },
        };
    }

    private IEnumerable<FileChange> Changes()
    {
        foreach (var (path, text) in after)
        {
            if (renamed.TryGetValue(path, out var former)) yield return new(path, ChangeKind.Renamed, former);
            else if (!before.TryGetValue(path, out var old)) yield return new(path, ChangeKind.Added);
            else if (old != text) yield return new(path, ChangeKind.Modified);
        }

        foreach (var path in before.Keys.Where(path => !after.ContainsKey(path) && !renamed.ContainsValue(path))) yield return new(path, ChangeKind.Deleted);
    }

    private static IEnumerable<RepositoryFile> Files(SortedDictionary<string, string> files) => files.Select(static file => new RepositoryFile(file.Key, Encoding.UTF8.GetBytes(file.Value)));
}
