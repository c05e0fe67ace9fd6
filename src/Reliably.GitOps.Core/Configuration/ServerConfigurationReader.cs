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
        string? toGitHub = null;
        if (reader.Mapping("listen") is { } listeners)
        {
            listen = Listener(listeners);
            toGitHub = PublicListener(listeners);
            listeners.NotYet("auth");
            listeners.Close();
        }

        var runner = reader.OneOf("runner", "auto", "chaostoolkit", "native");
        var configuration = new ServerConfiguration
        {
            Data = data ?? "",
            PrivateListen = listen,
            PublicListen = toGitHub,
            PublicUrl = PublicUrl(reader),
            GitHub = GitHubSettingsReader.Read(reader),
            PollInterval = reader.PositiveDuration("poll-interval") ?? TimeSpan.FromSeconds(30),
            ChaosPath = reader.Text("chaos"),
            Runner = runner switch { "chaostoolkit" => RunnerChoice.ChaosToolkit, "native" => RunnerChoice.Native, _ => RunnerChoice.Auto },
            Windows = WindowReader.Read(reader, "windows"),
            Limits = reader.Mapping("limits") is { } limits ? LimitsReader.Read(limits) : RunLimits.OfService,
        };
        configuration = configuration with { Repositories = WatchedRepositoryReader.ReadAll(reader, configuration.GitHub) };
        reader.NotYet("store", "telemetry");
        reader.Close();
        if (toGitHub is not null && (configuration.GitHub?.WebhookSecretFiles ?? []).IsEmpty) findings.Add(DiagnosticCatalogue.WebhooksWithoutSecret.At(root.Field("listen")!.Field("public")!));
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

    /// <summary>The address that GitHub reaches shows nothing and takes signed deliveries alone, so it may be any of the machine.</summary>
    private static string? PublicListener(MappingReader reader)
    {
        if (reader.Text("public") is not { } text) return null;
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (!ushort.TryParse(text.AsSpan(colon + 1), out _) || !(host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _))) reader.Findings.Add(DiagnosticCatalogue.BadListener.At(reader.At.Field("public")!, text));
        return text;
    }

    private static string? PublicUrl(MappingReader reader)
    {
        if (reader.Text("public-url") is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) reader.Findings.Add(DiagnosticCatalogue.BadUrl.At(reader.At.Field("public-url")!, text));
        return text;
    }
}
