using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>repositories:</c> of <c>reliably-server.yaml</c>: what is watched, and what each may use of the machine.</summary>
internal static class WatchedRepositoryReader
{
    public static ImmutableArray<WatchedRepository> ReadAll(MappingReader reader, GitHubSettings? gitHub)
    {
        var seen = new HashSet<(string, string)>();
        var repositories = ImmutableArray.CreateBuilder<WatchedRepository>();
        foreach (var item in reader.RequiredList("repositories"))
        {
            if (MappingReader.Open(item, "a repository", reader.Findings) is not { } one) continue;
            var repository = Read(one, gitHub);
            if (repository.Url.Length > 0 && !seen.Add((repository.Url, repository.Branch)))
            {
                reader.Findings.Add(DiagnosticCatalogue.RepositoryTwice.At((item.Field("url") ?? item.Field("app"))!, repository.Url, repository.Branch));
            }

            repositories.Add(repository);
        }

        return repositories.ToImmutable();
    }

    private static WatchedRepository Read(MappingReader reader, GitHubSettings? gitHub)
    {
        var app = App(reader, gitHub);
        var url = app is null ? reader.RequiredText("url") ?? "" : UrlOf(app, gitHub);
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            reader.Findings.Add(DiagnosticCatalogue.CredentialsInUrl.At(reader.At.Field("url")!));
        }

        var branch = reader.Text("branch") ?? "main";
        if (!GitNames.IsBranch(branch))
        {
            reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("branch")!, "branch", "a name that git allows for a branch"));
        }

        var repository = new WatchedRepository
        {
            Url = url,
            Branch = branch,
            App = app,
            CredentialsFile = app is null ? reader.Text("credentials") : null,
            Grants = reader.Mapping("grants") is { } grants ? Grants(grants) : RepositoryGrants.None,
        };
        reader.Close();
        return repository;
    }

    /// <summary>The name of a repository on GitHub. Its address and its credentials follow from it.</summary>
    private static string? App(MappingReader reader, GitHubSettings? gitHub)
    {
        if (reader.Text("app") is not { } app) return null;
        var place = reader.At.Field("app")!;
        if (!GitHubNames.IsRepository(app)) reader.Findings.Add(DiagnosticCatalogue.BadGitHubName.At(place, app));
        if (gitHub is null) reader.Findings.Add(DiagnosticCatalogue.AppWithoutGitHub.At(place));
        foreach (var key in (string[])["url", "credentials"])
        {
            if (reader.Take(key) is { } beside) reader.Findings.Add(DiagnosticCatalogue.BesideApp.At(beside, key));
        }

        return app;
    }

    private static string UrlOf(string app, GitHubSettings? gitHub) =>
        GitHubNames.IsRepository(app) && Uri.TryCreate(gitHub?.ApiUrl, UriKind.Absolute, out var api) ? new Uri(GitHubSettings.WebOf(api), app + ".git").AbsoluteUri : "";

    private static RepositoryGrants Grants(MappingReader reader)
    {
        var grants = new RepositoryGrants
        {
            Deployments = [.. reader.Names("deployments").Select(static name => RepositoryLayout.Referred(DocumentKind.Deployment, name).Value)],
        };
        grants = grants with { Accounts = reader.Texts("accounts") };
        if (reader.Mapping("containers") is { } containers)
        {
            grants = grants with { ContainerImages = containers.Texts("images"), ContainerNetworks = containers.Texts("networks") };
            containers.Close();
        }

        if (reader.Mapping("secrets") is { } secrets)
        {
            grants = SecretGrantReader.Read(secrets, grants);
        }

        if (reader.Mapping("pull-requests") is { } runs) grants = PullRequestGrantReader.Read(runs, grants);
        reader.NotYet("commands");
        reader.Close();
        return grants;
    }
}
