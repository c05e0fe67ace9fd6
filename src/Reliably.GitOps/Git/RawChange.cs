using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Git;

/// <summary>Reads what <c>diff-tree -r -z --find-renames</c> says of each file.</summary>
internal static class RawChange
{
    public static IEnumerable<FileChange> ParseAll(IEnumerable<string> records)
    {
        using var next = records.GetEnumerator();
        while (next.MoveNext())
        {
            var words = next.Current.Split(' ');
            if (words.Length < 5 || !next.MoveNext()) continue;
            var first = next.Current;
            var status = words[4][0];
            var isPair = status is 'R' or 'C';
            if (isPair && !next.MoveNext()) yield break;
            var path = isPair ? next.Current : first;
            var kind = status switch { 'A' or 'C' => ChangeKind.Added, 'D' => ChangeKind.Deleted, 'R' => ChangeKind.Renamed, _ => ChangeKind.Modified };
            yield return new(path, kind, status == 'R' ? first : null) { IsLink = kind != ChangeKind.Deleted && !TreeFile.IsRegular(words[1]) };
        }
    }
}
