using System.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Benchmarks;

/// <summary>A commit that changes one of many experiments, as the service reads it: git says what differs, one blob is read, one document is checked again.</summary>
internal static class ChangedCommit
{
    private const int Commits = 15;

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
            var git = await GitCli.OpenAsync(variables, GitHome.Create(Path.Combine(folder, "git-home"), [folder]), default);
            await using var mirror = await BareMirror.OpenAsync(git, GitRemote.Create(folder, null, folder), Path.Combine(folder, "mirror.git"), default);
            var commit = await mirror.CommitAsync(Draft(null, Enumerable.Range(0, count).Select(static number => (ManyExperiments.Path(number), ManyExperiments.Text(number)))), default);
            var files = new DocumentFiles(mirror);
            var watch = Stopwatch.StartNew();
            var snapshot = SnapshotReader.Read(await files.AtAsync(commit, default), commit);
            new Figures($"a commit with {count:N0} files, from git to snapshot", "ms", [watch.Elapsed.TotalMilliseconds]).Print();
            var times = new List<double>();
            for (var edit = -2; edit < Commits; edit++)
            {
                commit = await mirror.CommitAsync(Draft(commit, [(ManyExperiments.Path(count / 2), ManyExperiments.Text(count / 2) + $"# edit {edit}\n")]), default);
                watch.Restart();
                snapshot = SnapshotReader.Read(await files.AtAsync(commit, default), commit, snapshot);
                if (edit >= 0) times.Add(watch.Elapsed.TotalMilliseconds);
            }

            new Figures($"a commit that changes one of {count:N0}, from git to snapshot", "ms", times).Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CommitDraft Draft(CommitSha? parent, IEnumerable<(string Path, string Text)> files) => new()
    {
        Parent = parent,
        Files = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, files.Select(static file => KeyValuePair.Create(file.Path, file.Text))),
        Message = "Change\n",
        Now = DateTimeOffset.UnixEpoch.AddYears(56),
    };
}
