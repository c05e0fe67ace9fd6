using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Benchmarks;

/// <summary>
/// A review of 3 changed files among 5,000, from the base's snapshot to comment, check and suggestions: what a service does once git has answered.
/// Bound: 300 ms.
/// </summary>
internal static class ReviewBenchmark
{
    private const int Documents = 5_000;

    public static void Run()
    {
        Measured.PrintLoad();
        var files = ManyExperiments.Files(Documents);
        var before = SnapshotReader.Read(files, null);
        ImmutableArray<FileChange> changes = [.. new[] { 1, Documents / 2, Documents - 1 }.Select(static number => new FileChange(ManyExperiments.Path(number), ChangeKind.Modified))];
        var edit = 0;
        Measured.Of($"a review of 3 changed files among {Documents:N0}", 30, () =>
        {
            edit++;
            foreach (var change in changes)
            {
                var number = Array.FindIndex(files, file => file.Path == change.Path);
                files[number] = new(change.Path, Encoding.UTF8.GetBytes(ManyExperiments.Text(number).Replace("timeout: 5", "", StringComparison.Ordinal) + FormattableString.Invariant($"# edit {edit}\n")));
            }

            var review = Review.Decide(new()
            {
                Head = CommitSha.Parse(new string('a', 40)),
                Base = CommitSha.Parse(new string('b', 40)),
                Before = before,
                After = SnapshotReader.Read(files, null, before),
                Changes = changes,
                Now = DateTimeOffset.UnixEpoch,
                Links = new() { Docs = "https://docs.example.com/" },
            });
            if (review.Suggestions.IsEmpty) throw new InvalidOperationException("The changes of the benchmark find nothing to suggest.");
        }).Print();
    }
}
