using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>A fix that takes one click: lines of the head, and what should stand there. It was applied and read again, so the finding goes away by it and no other comes.</summary>
public sealed record Suggestion
{
    /// <summary>How one of ours is found again, so that none is made twice.</summary>
    public const string Marker = "<!-- reliably-suggestion ";

    /// <summary>How the review of a head that holds them is found again.</summary>
    public const string ReviewMarker = "<!-- reliably-suggestions -->";

    /// <summary>More in one review would bury what matters.</summary>
    public const int Most = 10;

    private const int MostTried = 30;
    private const int LongestChange = 40;

    public required string Code { get; init; }

    public required string Path { get; init; }

    /// <summary>The lines of the head that are replaced, from 1.</summary>
    public required int FirstLine { get; init; }

    public required int LastLine { get; init; }

    /// <summary>What they become, without a line feed at the end.</summary>
    public required string Replacement { get; init; }

    /// <summary>All lines lie in one stretch that the forge shows: it can be a review comment. Else only <see cref="Patch"/> can be told.</summary>
    public required bool IsInDiff { get; init; }

    /// <summary>The same as a patch.</summary>
    public required string Patch { get; init; }

    /// <summary>The same for the same fix of the same document, whatever else changes.</summary>
    public required string Hash { get; init; }

    /// <summary>The body of a review comment.</summary>
    public required string Body { get; init; }

    /// <summary>The mark of a review comment; null where it has none of ours.</summary>
    public static string? HashIn(string body)
    {
        if (!body.StartsWith(Marker, StringComparison.Ordinal)) return null;
        var end = body.IndexOf(" -->", StringComparison.Ordinal);
        return end > Marker.Length ? body[Marker.Length..end] : null;
    }

    /// <summary>What stands above the suggestions of a head.</summary>
    public static string Introduction(int count) => $"{ReviewMarker}\n🔧 {ReviewVerdict.Number(count, "fix", "fixes")} to take with one click: each was tried, mends its finding and breaks nothing else.\n";

    /// <summary>The fixes for what a review found, errors first.</summary>
    internal static ImmutableArray<Suggestion> Of(ReviewInput input, ReviewFindings findings)
    {
        var files = (input.After.State?.Readings ?? []).ToDictionary(static reading => reading.Path, static reading => reading.File, StringComparer.Ordinal);
        var revealing = findings.Revealing;
        var renamed = RenamedIn(input);
        var made = ImmutableArray.CreateBuilder<Suggestion>();
        foreach (var finding in findings.Told.Where(finding => !revealing.Contains(finding.Location.File) && !input.Shifts.ContainsKey(finding.Location.File)).Take(MostTried))
        {
            if (made.Count == Most) break;
            if (!files.TryGetValue(finding.Location.File, out var file) || file.Content.Span.Contains((byte)'\r')) continue;
            if (DocumentFix.Of(finding, file, renamed) is { } content && Heals(finding, file with { Content = content, BlobId = null }, input) && Of(finding, file, content, input) is { } suggestion) made.Add(suggestion);
        }

        return [.. made.DistinctBy(static one => (one.Path, one.FirstLine, one.LastLine))];
    }

    private static Suggestion? Of(Diagnostic finding, RepositoryFile file, ReadOnlyMemory<byte> content, ReviewInput input)
    {
        var before = Encoding.UTF8.GetString(file.Content.Span);
        if (LineChange.Between(before, Encoding.UTF8.GetString(content.Span))?.OfSomething(before) is not { } change) return null;
        if (change.Old.Length + change.New.Length > LongestChange) return null;
        var replacement = string.Join('\n', change.New);
        var block = MarkdownText.Fence(replacement, "suggestion");
        if (!block.Contains('\n' + replacement + '\n', StringComparison.Ordinal)) return null;
        var last = change.First + change.Old.Length - 1;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Code}\n{finding.Location.File}\n{string.Join('\n', change.Old)}\n{replacement}")).AsSpan(0, 8));
        return new()
        {
            Code = finding.Code,
            Path = file.Path,
            FirstLine = change.First,
            LastLine = last,
            Replacement = replacement,
            IsInDiff = !input.Withheld.Contains(hash) && input.Hunks.TryGetValue(file.Path, out var hunks) && hunks.Any(hunk => hunk.Shows(change.First, last)),
            Patch = change.ToPatch(file.Path, before),
            Hash = hash,
            Body = $"{Marker}{hash} -->\n{input.Links.Code(finding.Code)} {MarkdownText.Inline(MarkdownText.Cut(finding.Message, 400))}\n\n{block}",
        };
    }

    /// <summary>Reads the repository again with the document mended: this finding is gone, and nothing came in its place.</summary>
    private static bool Heals(Diagnostic finding, RepositoryFile mended, ReviewInput input)
    {
        var files = input.After.State!.Readings.Select(reading => reading.Path == mended.Path ? mended : reading.File);
        var after = SnapshotReader.Read(files, null, input.After);
        var before = input.After.Diagnostics.Where(one => one.Location.File == mended.Path).Select(Named).ToHashSet();
        var now = after.Diagnostics.Where(one => one.Location.File == mended.Path).Select(Named).ToList();
        return !now.Contains(Named(finding)) && now.Count(one => one.Code == finding.Code) < before.Count(one => one.Code == finding.Code) && now.All(one => before.Contains(one) || one.Severity == Severity.Info);
    }

    /// <summary>Without places, which move with the lines above them.</summary>
    private static (string Code, string Message, Severity Severity) Named(Diagnostic finding) => (finding.Code, finding.Message, finding.Severity);

    private static Dictionary<string, string> RenamedIn(ReviewInput input)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in input.Changes.Where(static change => change.FormerPath is not null))
        {
            if (RepositoryLayout.Classify(change.FormerPath!) is not { } was || RepositoryLayout.Classify(change.Path) is not { } now || was.Kind != now.Kind) continue;
            names[was.Slug.Value] = now.Slug.Value;
            names[change.FormerPath!] = change.Path;
        }

        return names;
    }
}
