using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>grants: secrets:</c>: variables, files and commands that a repository may take secrets from.</summary>
internal static class SecretGrantReader
{
    public static RepositoryGrants Read(MappingReader reader, RepositoryGrants grants)
    {
        grants = grants with
        {
            SecretVariables = reader.Texts("env"),
            SecretFiles = reader.Texts("files"),
            SecretCommands = reader.Take("commands") is { } commands ? SecretCommandReader.Read(commands, reader.Findings) : [],
        };
        foreach (var item in reader.List("env")) CheckVariable(item, reader.Findings);
        foreach (var item in reader.List("files")) CheckFile(item, reader.Findings);
        reader.Close();
        return grants;
    }

    /// <summary>The service's own files can never be secrets of a repository.</summary>
    /// <param name="root">The server's configuration.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void CheckOwn(DocumentCursor root, DiagnosticList findings)
    {
        var repositories = (root.Field("repositories") is { Node: DataNode.Sequence } list ? list.Items() : []).ToList();
        var own = repositories.Select(static repository => TextOf(repository.Field("credentials"))).Append(TextOf(root.Field("data"))).Concat(OfGitHub(root.Field("github"))).OfType<string>().Where(EnvironmentNames.IsFullPath).ToList();
        foreach (var grant in repositories.SelectMany(static repository => repository.Field("grants")?.Field("secrets")?.Field("files") is { Node: DataNode.Sequence } files ? files.Items() : []))
        {
            if (TextOf(grant) is { } granted && own.Find(path => Overlap(granted, path)) is { } path) findings.Add(DiagnosticCatalogue.OwnFileGranted.At(grant, granted, path));
        }
    }

    private static IEnumerable<string?> OfGitHub(DocumentCursor? gitHub) =>
        [TextOf(gitHub?.Field("key")), TextOf(gitHub?.Field("token")), .. gitHub?.Field("webhook-secret-files") is { Node: DataNode.Sequence } files ? files.Items().Select(TextOf) : []];

    private static bool Overlap(string granted, string own) =>
        granted.TrimEnd('/') == own || own.StartsWith(granted.TrimEnd('/') + "/", StringComparison.Ordinal) || granted.StartsWith(own + "/", StringComparison.Ordinal);

    private static string? TextOf(DocumentCursor? at) => (at?.Node as DataNode.Text)?.Value;

    private static void CheckVariable(DocumentCursor item, DiagnosticList findings)
    {
        if (item.Node is not DataNode.Text { Value: var text }) return;
        var name = text.EndsWith('*') ? text[..^1] : text;
        if (EnvironmentNames.IsVariable(name)) return;
        findings.Add(DiagnosticCatalogue.BadGrant.At(item, text, "Write the name of a variable, or the beginning of names with one '*' at the end: STAGING_*."));
    }

    private static void CheckFile(DocumentCursor item, DiagnosticList findings)
    {
        if (item.Node is not DataNode.Text { Value: var text }) return;
        var path = text.EndsWith('/') ? text[..^1] : text;
        if (EnvironmentNames.IsFullPath(path)) return;
        findings.Add(DiagnosticCatalogue.BadGrant.At(item, text, "Write the full path of a file, or of a folder with '/' at the end."));
    }
}
