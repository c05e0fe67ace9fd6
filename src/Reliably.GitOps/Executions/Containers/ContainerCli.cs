using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// The command line of docker or podman. It runs with the service's own variables that say where the engine is and who may use its registries,
/// and with nothing of the run: what a repository writes must not lead it to another engine.
/// </summary>
internal sealed class ContainerCli
{
    /// <summary>Longest time to fetch an image.</summary>
    public static readonly TimeSpan PullPatience = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What is kept of an answer: a program of the image may be the one that gives it, and never end.</summary>
    private const int LongestAnswer = 4 * 1024 * 1024;

    private static readonly ImmutableArray<string> Passed =
    [
        "PATH", "HOME", "USER", "LANG", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION",
        "CONTAINER_HOST", "CONTAINER_SSHKEY", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF", "CONTAINERS_REGISTRIES_CONF", "REGISTRY_AUTH_FILE",
        "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    private readonly ImmutableSortedDictionary<string, string> environment;

    private ContainerCli(ContainerEngine engine, string program, ImmutableSortedDictionary<string, string> environment)
    {
        Engine = engine;
        Program = program;
        this.environment = environment;
    }

    public ContainerEngine Engine { get; }

    /// <summary>Its path.</summary>
    public string Program { get; }

    public static string NameOf(ContainerEngine engine) => engine == ContainerEngine.Podman ? "podman" : "docker";

    /// <summary>Null where it is not on PATH.</summary>
    public static ContainerCli? Find(ContainerEngine engine, IReadOnlyDictionary<string, string> variables) =>
        Executables.Find(NameOf(engine), variables.GetValueOrDefault("PATH"), "/") is { } program
            ? new(engine, program, variables.Where(static pair => Passed.Contains(pair.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal))
            : null;

    /// <summary>Runs one command to its end. An engine that does not answer in time is an answer too.</summary>
    public async Task<ContainerAnswer> RunAsync(ImmutableArray<string> arguments, TimeSpan? patience = null, CancellationToken stop = default)
    {
        try
        {
            var result = await (CommandOf(arguments) with { Timeout = patience ?? Patience, LongestOutput = LongestAnswer }).RunAsync(stop);
            return result.End switch
            {
                ProcessEnd.TimedOut => new(false, "", $"{NameOf(Engine)} {arguments[0]} did not end within {(patience ?? Patience).TotalMinutes:0} min"),
                ProcessEnd.Stopped => new(false, "", "it was stopped"),
                _ => new(result.Status == 0, result.OutputText.Trim(), LastLine(result.ErrorText)),
            };
        }
        catch (ProcessStartException exception)
        {
            return new(false, "", exception.Message);
        }
    }

    /// <summary>Starts a command and leaves its streams to the caller.</summary>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public ChildProcess Start(ImmutableArray<string> arguments, ProcessReaders readers) => ChildProcess.Start(CommandOf(arguments), readers);

    private ProcessCommand CommandOf(ImmutableArray<string> arguments) => new() { Program = Program, Arguments = arguments, Environment = environment, WorkingFolder = "/" };

    private static string LastLine(string text)
    {
        var line = text.AsSpan().Trim();
        line = line[(line.LastIndexOf('\n') + 1)..];
        return (line.StartsWith("Error response from daemon: ") ? line["Error response from daemon: ".Length..] : line).TrimEnd('.').ToString();
    }
}

/// <summary>What the command line answered.</summary>
/// <param name="Ok">It did what it was told.</param>
/// <param name="Text">Its standard output.</param>
/// <param name="Problem">The last line of its standard error.</param>
internal sealed record ContainerAnswer(bool Ok, string Text, string Problem);
