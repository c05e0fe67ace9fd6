using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the title, the description, the tags and the extensions of an experiment.</summary>
internal static class DescriptionRules
{
    public static void Check(DocumentCursor root, ExperimentScope scope)
    {
        Words(root, "title", DiagnosticCatalogue.TitleMissing, scope.Findings);
        Words(root, "description", DiagnosticCatalogue.DescriptionMissing, scope.Findings);
        SubstitutionRules.Check(root.Field("title"), scope);
        Tags(root.Field("tags"), scope.Findings);
        Extensions(root.Field("extensions"), scope.Findings);
    }

    private static void Words(DocumentCursor root, string key, DiagnosticRule missing, DiagnosticList findings)
    {
        var written = root.Field(key);
        if (!PythonTruth.Of(written?.Node)) findings.Add(missing.At(written ?? root.Head()));
        else if (written!.Node is not DataNode.Text) findings.Add(DiagnosticCatalogue.ShouldBe.At(written, key, "text", NodeNames.Of(written.Node)));
    }

    private static void Tags(DocumentCursor? written, DiagnosticList findings)
    {
        if (written is not { Node: not DataNode.Null } tags) return;
        switch (tags.Node)
        {
            case DataNode.Sequence:
                foreach (var tag in tags.Items().Where(static tag => tag.Node is not DataNode.Text { Value.Length: > 0 })) findings.Add(BadTag(tag, tag.Node));
                break;
            case var nothing when !PythonTruth.Of(nothing):
                findings.Add(DiagnosticCatalogue.TakenForNothing.At(tags, "tags", "a list of texts", NodeNames.Of(nothing)));
                break;
            case DataNode.Text text:
                findings.Add(DiagnosticCatalogue.TagsAsText.At(tags, text.Value));
                break;
            case DataNode.Mapping mapping:
                findings.Add(DiagnosticCatalogue.ShouldBe.At(tags, "tags", "a list of texts", "a mapping"));
                foreach (var entry in mapping.Entries.Where(static entry => entry.Key is not DataNode.Text { Value.Length: > 0 })) findings.Add(BadTag(tags.AtKey(entry), entry.Key));
                break;
            default:
                findings.Add(ExperimentRules.Wrong(tags, "tags", "a list of texts"));
                break;
        }
    }

    private static Diagnostic BadTag(DocumentCursor place, DataNode tag) => DiagnosticCatalogue.BadTag.At(place, tag is DataNode.Text ? "an empty one" : NodeNames.Of(tag));

    private static void Extensions(DocumentCursor? written, DiagnosticList findings)
    {
        if (written is not { Node: not DataNode.Null } extensions) return;
        if (extensions.Node is not DataNode.Sequence)
        {
            findings.Add(PythonTruth.Of(extensions.Node)
                ? ExperimentRules.Wrong(extensions, "extensions", "a list")
                : DiagnosticCatalogue.TakenForNothing.At(extensions, "extensions", "a list", NodeNames.Of(extensions.Node)));
            return;
        }

        foreach (var extension in extensions.Items())
        {
            var named = extension.Field("name")?.Node is DataNode.Text name && !PythonText.IsBlank(name.Value);
            if (!named) findings.Add(DiagnosticCatalogue.BadExtension.At(extension.Field("name") ?? extension.Head()));
        }
    }
}
