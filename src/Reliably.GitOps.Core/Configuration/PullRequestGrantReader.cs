using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>grants: pull-requests:</c>: where experiments of unmerged changes may be run. It can only narrow what the repository is granted.</summary>
internal static class PullRequestGrantReader
{
    public static RepositoryGrants Read(MappingReader reader, RepositoryGrants grants)
    {
        var names = new List<string>();
        foreach (var item in reader.List("deployments"))
        {
            if (reader.NameOf(item, "An item of `deployments`") is not { } name) continue;
            var slug = RepositoryLayout.Referred(DocumentKind.Deployment, name).Value;
            if (!grants.Deployments.Contains(slug)) reader.Findings.Add(DiagnosticCatalogue.PullRequestsBeyondGrants.At(item, slug));
            names.Add(slug);
        }

        reader.Close();
        return grants with { PullRequestDeployments = [.. names.Distinct()] };
    }
}
