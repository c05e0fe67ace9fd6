using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Deployments;

/// <summary>
/// One run in a container, as the arguments of <c>docker create</c> or <c>podman create</c>. Nothing of the environment stands in them: that
/// comes from a file which only its owner may read.
/// </summary>
public sealed record ContainerLaunch
{
    /// <summary>Label that carries the execution's identifier: by it a container is found again after a crash.</summary>
    public const string Label = "reliably.execution";

    /// <summary>Where the run's folder lies in the container.</summary>
    public const string Folder = "/reliably";

    /// <summary>The part of it that holds secrets as files.</summary>
    public const string Secrets = "secrets";

    /// <summary>Account of a run whose service is root and whose deployment names none: it owns nothing.</summary>
    public const string Nobody = "65534:65534";

    private const string MostProcesses = "4096";

    public required ContainerSettings Settings { get; init; }

    /// <summary>The execution's identifier; name and label of the container come of it.</summary>
    public required string Execution { get; init; }

    /// <summary>Account as the engine takes it.</summary>
    public required string User { get; init; }

    /// <summary>An account without root's rights runs podman, and is to be itself in the container too.</summary>
    public bool KeepsUser { get; init; }

    /// <summary>The run's folder on the machine.</summary>
    public required string HostFolder { get; init; }

    /// <summary>File with one <c>NAME=value</c> a line.</summary>
    public required string EnvironmentFile { get; init; }

    /// <summary>The image by its digest, as it was found on the machine.</summary>
    public required string ImageId { get; init; }

    /// <summary>The engine of the experiment: <c>chaos</c> or <c>reliably</c>.</summary>
    public required string Program { get; init; }

    public required ImmutableArray<string> ProgramArguments { get; init; }

    public static string NameOf(string execution) => "reliably-" + execution;

    /// <summary>What follows the name of the command line.</summary>
    public ImmutableArray<string> Arguments
    {
        get
        {
            var memory = Settings.Memory.ToString(CultureInfo.InvariantCulture);
            var arguments = ImmutableArray.CreateBuilder<string>();
            arguments.AddRange("create", "--name", NameOf(Execution), "--label", $"{Label}={Execution}", "--pull", "never");
            arguments.AddRange("--init", "--log-driver", "none", "--user", User, "--env-file", EnvironmentFile, "--workdir", Folder + "/work");
            arguments.AddRange(Mount(Settings.Engine, HostFolder));
            arguments.AddRange("--memory", memory, "--memory-swap", memory, "--pids-limit", MostProcesses, "--network", Settings.Network);
            arguments.AddRange("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp:mode=1777");
            if (Settings.ReadOnly) arguments.Add("--read-only");
            if (KeepsUser) arguments.AddRange("--userns", "keep-id");
            arguments.AddRange("--entrypoint", Program, ImageId);
            arguments.AddRange(ProgramArguments);
            return arguments.ToImmutable();
        }
    }

    /// <summary>
    /// A container that opens the run's folder to everybody, so that the service can wipe what another account made in it. The image may hold any
    /// <c>chmod</c>, so it gets no more rights than the run had.
    /// </summary>
    public static (string Name, ImmutableArray<string> Arguments) Opening(ContainerSettings settings, string execution, string user, bool keepsUser, string hostFolder, string imageId)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var name = NameOf(execution) + "-wipe";
        return (name,
        [
            "run", "--rm", "--name", name, "--label", $"{Label}={execution}", "--pull", "never", "--log-driver", "none", "--network", "none", "--user", user, .. keepsUser ? ["--userns", "keep-id"] : ImmutableArray<string>.Empty,
            "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only", "--memory", settings.Memory.ToString(CultureInfo.InvariantCulture), "--pids-limit", MostProcesses,
            .. Mount(settings.Engine, hostFolder), "--entrypoint", "chmod", imageId, "-R", "a+rwX", Folder,
        ]);
    }

    /// <summary>A file of variables holds one line for each; null where every value fits into one, else the name of one that does not.</summary>
    public static string? Unfit(IEnumerable<KeyValuePair<string, string>> variables) =>
        variables.Where(static variable => variable.Value.AsSpan().ContainsAny('\n', '\r', '\0')).Select(static variable => variable.Key).FirstOrDefault();

    /// <summary>podman marks the folder for SELinux, and refuses one that is not there; docker would make it, so it gets the long form, which does not.</summary>
    private static ImmutableArray<string> Mount(ContainerEngine engine, string folder) => engine == ContainerEngine.Podman
        ? ["--volume", $"{folder}:{Folder}:Z"]
        : ["--mount", $"type=bind,\"source={folder.Replace("\"", "\"\"", StringComparison.Ordinal)}\",target={Folder}"];
}
