using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Reviews;

/// <summary>A review as one JSON object, for a program that hands it to a forge; its fields are told in <c>docs/review.md</c> and only ever added to.</summary>
internal static class ReviewJson
{
    private const int Version = 1;

    public static string Write(Review review) => JsonWriter.Indented(DataNode.Mapping.Create(
        ("version", DataNode.Of(Version)),
        ("conclusion", DataNode.Of(ReviewText.NameOf(review.Verdict.Conclusion))),
        ("title", DataNode.Of(review.Verdict.Title)),
        ("documents", new DataNode.Sequence([.. review.Documents.Select(Document)])),
        ("diagnostics", new DataNode.Sequence([.. review.Findings.Select(FindingJson.Node)])),
        ("suggestions", new DataNode.Sequence([.. review.Suggestions.Select(Fix)])),
        ("check", Check(review.Check)),
        ("comment", DataNode.Mapping.Create(("hash", DataNode.Of(review.Comment.Hash)), ("body", DataNode.Of(review.Comment.Body)))))) + "\n";

    private static DataNode Document(ReviewedDocument one) => DataNode.Mapping.Create(
        ("path", DataNode.Of(one.Path)),
        ("kind", DataNode.Of(RepositoryLayout.NameOf(one.Kind))),
        ("name", DataNode.Of(one.Slug.Value)),
        ("change", one.Change is null ? DataNode.None : DataNode.Of(one.Change.Kind.ToString().ToLowerInvariant())),
        ("former_path", one.Change?.FormerPath is { } former ? DataNode.Of(former) : DataNode.None),
        ("because", new DataNode.Sequence([.. one.Because.Select(DataNode.Of)])));

    private static DataNode Fix(Suggestion one) => DataNode.Mapping.Create(
        ("code", DataNode.Of(one.Code)),
        ("path", DataNode.Of(one.Path)),
        ("start_line", DataNode.Of(one.FirstLine)),
        ("end_line", DataNode.Of(one.LastLine)),
        ("in_diff", DataNode.Of(one.IsInDiff)),
        ("hash", DataNode.Of(one.Hash)),
        ("body", DataNode.Of(one.Body)),
        ("patch", DataNode.Of(one.Patch)));

    private static DataNode.Mapping Check(CheckOutput check) => DataNode.Mapping.Create(
        ("name", DataNode.Of(CheckOutput.Name)),
        ("conclusion", DataNode.Of(ReviewText.NameOf(check.Conclusion))),
        ("title", DataNode.Of(check.Title)),
        ("status", DataNode.Of(check.Status)),
        ("summary", DataNode.Of(check.Summary)),
        ("annotations", new DataNode.Sequence([.. check.Annotations.Select(Annotation)])));

    private static DataNode Annotation(CheckAnnotation one) => DataNode.Mapping.Create(
        ("path", DataNode.Of(one.Path)),
        ("start_line", DataNode.Of(one.StartLine)),
        ("end_line", DataNode.Of(one.EndLine)),
        ("start_column", one.StartColumn is { } start ? DataNode.Of(start) : DataNode.None),
        ("end_column", one.EndColumn is { } end ? DataNode.Of(end) : DataNode.None),
        ("annotation_level", DataNode.Of(ReviewText.LevelOf(one.Severity))),
        ("title", DataNode.Of(one.Title)),
        ("message", DataNode.Of(one.Message)));
}
