using System.Collections.Immutable;
using System.Net;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Configuration;

/// <summary>What was read of <c>reliably-server.yaml</c>: the configuration, or why there is none.</summary>
public sealed record ServerConfigurationReading
{
    /// <summary>Null where there is an error among the diagnostics.</summary>
    public ServerConfiguration? Configuration { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>Reads <c>reliably-server.yaml</c>, overridden by <c>RELIABLY_…</c> variables.</summary>
public static class ServerConfigurationReader
{
    /// <summary>Reads the configuration of the service.</summary>
    /// <param name="file">The file.</param>
    /// <param name="variables">The service's environment; see <see cref="ServerOverrides"/> for the names that count.</param>
    public static ServerConfigurationReading Read(RepositoryFile file, IReadOnlyDictionary<string, string> variables)
    {
        var findings = new DiagnosticList();
        var node = DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> diagnostics);
        findings.Add(diagnostics);
        if (node is null) return new() { Diagnostics = findings.ToImmutable() };
        var root = DocumentCursor.Root(file.Path, ServerOverrides.Apply(node, variables, findings));
        var configuration = Read(root, findings);
        return new()
        {
            Configuration = findings.Errors == 0 ? configuration : null,
            Diagnostics = DiagnosticOrder.ByPlace(findings.ToImmutable().Select(finding => ServerOverrides.InVariable(finding, variables))),
        };
    }

    private static ServerConfiguration? Read(DocumentCursor root, DiagnosticList findings)
    {
        if (MappingReader.Open(root, "the server's configuration", findings) is not { } reader) return null;
        var data = reader.RequiredText("data");
        string? listen = null;
        if (reader.Mapping("listen") is { } listeners)
        {
            listen = Listener(listeners);
            listeners.NotYet("public", "auth");
            listeners.Close();
        }

        var runner = reader.OneOf("runner", "auto", "chaostoolkit", "native");
        var configuration = new ServerConfiguration
        {
            Data = data ?? "",
            PrivateListen = listen,
            PollInterval = reader.PositiveDuration("poll-interval") ?? TimeSpan.FromSeconds(30),
            ChaosPath = reader.Text("chaos"),
            Runner = runner switch { "chaostoolkit" => RunnerChoice.ChaosToolkit, "native" => RunnerChoice.Native, _ => RunnerChoice.Auto },
            Windows = WindowReader.Read(reader, "windows"),
            Limits = reader.Mapping("limits") is { } limits ? LimitsReader.Read(limits) : RunLimits.OfService,
            Repositories = Repositories(reader),
        };
        reader.NotYet("public-url", "github", "store", "telemetry");
        reader.Close();
        SecretGrantReader.CheckOwn(root, findings);
        return configuration;
    }

    /// <summary>The private pages ask nobody who they are, so they listen on loopback only.</summary>
    private static string? Listener(MappingReader reader)
    {
        if (reader.Text("private") is not { } text) return null;
        var place = reader.At.Field("private")!;
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        var good = colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out _);
        if (!good) reader.Findings.Add(DiagnosticCatalogue.BadListener.At(place, text));
        else if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            reader.Findings.Add(DiagnosticCatalogue.PublicPrivateListener.At(place, text));
        }

        return text;
    }

    private static ImmutableArray<WatchedRepository> Repositories(MappingReader reader)
    {
        var seen = new HashSet<(string, string)>();
        var repositories = ImmutableArray.CreateBuilder<WatchedRepository>();
        foreach (var item in reader.RequiredList("repositories"))
        {
            if (MappingReader.Open(item, "a repository", reader.Findings) is not { } one) continue;
            var repository = Repository(one);
            if (repository.Url.Length > 0 && !seen.Add((repository.Url, repository.Branch)))
            {
                reader.Findings.Add(DiagnosticCatalogue.RepositoryTwice.At(item.Field("url")!, repository.Url, repository.Branch));
            }

            repositories.Add(repository);
        }

        return repositories.ToImmutable();
    }

    private static WatchedRepository Repository(MappingReader reader)
    {
        var url = reader.RequiredText("url") ?? "";
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
            CredentialsFile = reader.Text("credentials"),
            Grants = reader.Mapping("grants") is { } grants ? Grants(grants) : RepositoryGrants.None,
        };
        reader.NotYet("app");
        reader.Close();
        return repository;
    }

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
