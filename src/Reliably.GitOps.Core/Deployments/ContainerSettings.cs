namespace Reliably.GitOps.Deployments;

/// <summary>The command line that runs containers.</summary>
public enum ContainerEngine
{
    Docker,
    Podman,
}

/// <summary>When an image is fetched from its registry.</summary>
public enum PullPolicy
{
    /// <summary>When the machine does not have it.</summary>
    Missing,

    /// <summary>Before every run.</summary>
    Always,

    /// <summary>Never: it must be there.</summary>
    Never,
}

/// <summary>How a container deployment runs an experiment (<c>deployments/*.yaml</c>, <c>type: container</c>).</summary>
public sealed record ContainerSettings
{
    /// <summary>Memory of a run that names none: 1 GiB.</summary>
    public const long DefaultMemory = 1L << 30;

    /// <summary>Less than this no run can begin with.</summary>
    public const long LeastMemory = 32L << 20;

    /// <summary>Network of a run that names none: the engine's own bridge.</summary>
    public const string DefaultNetwork = "bridge";

    /// <summary>The image, as the engine's command line takes it. It holds <c>chaos</c>, or <c>reliably</c>.</summary>
    public required string Image { get; init; }

    public ContainerEngine Engine { get; init; } = ContainerEngine.Docker;

    public PullPolicy Pull { get; init; } = PullPolicy.Missing;

    /// <summary>Account in the container: a name or a number, with a group behind a colon; null is the service's own number, and nobody where that is root.</summary>
    public string? User { get; init; }

    /// <summary>Most memory, in bytes; there is no swap beyond it.</summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary><c>none</c>, <c>bridge</c>, or the name of another network, which the server must grant.</summary>
    public string Network { get; init; } = DefaultNetwork;

    /// <summary>The image's own files cannot be written; <c>/tmp</c> and the run's folder can.</summary>
    public bool ReadOnly { get; init; } = true;
}
