using System.Text;
using System.Text.Json;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documents;

public class IncrementalSnapshotTests
{
    [Fact]
    public void A_snapshot_taken_on_from_any_other_equals_one_read_whole() => Seeded.Each(50, static random =>
    {
        var repository = new RandomRepository(random);
        var snapshots = new List<RepositorySnapshot> { new() };
        for (var step = 0; step < 25; step++)
        {
            for (var change = random.Next(4); change >= 0; change--) repository.Change();
            var previous = random.Next(5) == 0 ? snapshots[random.Next(snapshots.Count)] : snapshots[^1];
            var files = repository.Files(withBlobs: random.Next(2) == 0);
            var taken = SnapshotReader.Read(files, null, previous);
            Signature(taken).ShouldBe(Signature(SnapshotReader.Read(files, null)), $"step {step}: {string.Join(", ", repository.Paths)}");
            taken.Diagnostics.ShouldBe(DiagnosticOrder.ByPlace(taken.Diagnostics.AsEnumerable()));
            snapshots.Add(taken);
        }
    });

    [Fact]
    public void Only_the_files_that_changed_are_read_again()
    {
        var files = Enumerable.Range(0, 100).Select(static i => File($"experiments/e{i:00}.yaml", SnapshotBuilder.Experiment)).ToList();
        var before = SnapshotReader.Read(files, null);
        files[50] = File("experiments/e50.yaml", SnapshotBuilder.Experiment + "tags: [x]\n");
        files.RemoveAt(10);
        files.Add(File("experiments/new.yaml", SnapshotBuilder.Experiment));
        var after = SnapshotReader.Read(files, null, before);
        after.Experiments.Values.Where(one => !before.Experiments.Values.Contains(one, ReferenceEqualityComparer.Instance)).Select(static one => one.Slug.Value).ShouldBe(["e50", "new"]);
        after.Experiments.Count.ShouldBe(100);
    }

    [Fact]
    public void A_file_whose_blob_is_known_needs_no_content()
    {
        var before = SnapshotReader.Read([new("experiments/a.yaml", Encoding.UTF8.GetBytes(SnapshotBuilder.Experiment), "b1"), new("experiments/b.yaml", Encoding.UTF8.GetBytes(SnapshotBuilder.Experiment), "b1")], null);
        var after = SnapshotReader.Read([new("experiments/a.yaml", default, "b1")], null, before);
        after.Experiments.Values.ShouldHaveSingleItem().ShouldBeSameAs(before.Experiments[Slug.Parse("a")]);
    }

    [Fact]
    public void Many_files_are_read_on_all_cores_with_the_same_result() => Seeded.Each(3, static random =>
    {
        var files = Enumerable.Range(0, 300).Select(i => File($"experiments/e{i:000}.yaml", SnapshotBuilder.Experiment + random.Pick("", "tags: [1]\n", "nope: 1\n", "\t"))).ToArray();
        var whole = SnapshotReader.Read(files, null);
        var fewByFew = new RepositorySnapshot();
        for (var count = 20; count <= files.Length; count += 20) fewByFew = SnapshotReader.Read(files.Take(count), null, fewByFew);
        Signature(whole).ShouldBe(Signature(fewByFew));
    });

    private static RepositoryFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Everything that a snapshot says.</summary>
    private static string[] Signature(RepositorySnapshot snapshot) =>
    [
        .. snapshot.Diagnostics.Select(static one => one.ToString()),
        JsonSerializer.Serialize(snapshot.Settings),
        .. snapshot.Experiments.Select(static one => $"{one.Key} {one.Value.Slug} {one.Value.Path} {one.Value.Extension} {one.Value.ContentHash} {one.Value.Experiment.Title} {Encoding.UTF8.GetString(one.Value.Content.Span)}"),
        .. snapshot.Templates.Select(static one => $"{one.Key} {one.Value.Slug} {one.Value.Version}"),
        .. snapshot.Starters.Select(static one => $"{one.Key} {one.Value.Slug} {one.Value.Title} {string.Join(' ', one.Value.Related)}"),
        .. snapshot.Environments.Select(static one => $"{one.Key} {JsonSerializer.Serialize(one.Value)}"),
        .. snapshot.Deployments.Select(static one => $"{one.Key} {one.Value}"),
        .. snapshot.Integrations.Select(static one => $"{one.Key} {one.Value}"),
        .. snapshot.Plans.Select(static one => $"{one.Key} {one.Value.Slug} {one.Value.Path} {one.Value.ContentHash} {string.Join(' ', one.Value.Experiments)}"),
    ];
}
