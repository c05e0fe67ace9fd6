using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Reads a starter. Its activity is checked like any activity of an experiment.</summary>
internal static class StarterReader
{
    public static Starter? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "a starter", findings) is not { } reader) return null;
        var title = reader.RequiredText("title");
        var target = reader.RequiredText("target");
        var description = reader.Text("description") ?? "";
        var tags = reader.Texts("tags");
        var related = reader.Names("related");
        var activity = reader.Require("activity");
        reader.Close();
        if (activity is not { } written) return null;
        if (written.Node is not DataNode.Mapping mapping)
        {
            reader.Wrong(written, "`activity`", "a mapping");
            return null;
        }

        ActivityRules.CheckAlone(written, findings);
        return title is null || target is null ? null : new()
        {
            Slug = source.Slug,
            Title = title,
            Description = description,
            Target = target,
            Activity = ExperimentReader.ReadActivity(mapping),
            Tags = tags,
            Related = [.. related.Select(static name => RepositoryLayout.Referred(DocumentKind.Starter, name))],
        };
    }
}
