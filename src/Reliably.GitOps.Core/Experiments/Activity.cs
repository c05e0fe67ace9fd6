using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What an activity is for: a probe observes, an action changes something.</summary>
public enum ActivityType
{
    Probe,
    Action,
}

/// <summary>
/// One step of a hypothesis, method or rollback. Where <see cref="Ref"/> is set, the activity stands for another one of that name and
/// has no provider of its own.
/// </summary>
public sealed record Activity
{
    public required DataNode.Mapping Source { get; init; }

    public required ActivityType Type { get; init; }

    public required string Name { get; init; }

    /// <summary>How it is carried out; null for a reference or a broken activity.</summary>
    public Provider? Provider { get; init; }

    /// <summary>The tolerance as written; null where there is none.</summary>
    public DataNode? Tolerance { get; init; }

    /// <summary>Pause before and after, in seconds or as a text to substitute; null where there is none.</summary>
    public DataNode? PauseBefore { get; init; }

    public DataNode? PauseAfter { get; init; }

    public bool Background { get; init; }

    public string? Ref { get; init; }
}

/// <summary>How an activity is carried out. Values are as written: substitution happens when the activity runs.</summary>
public abstract record Provider
{
    private Provider()
    {
    }

    public required DataNode.Mapping Source { get; init; }

    /// <summary>The <c>arguments</c> as written; null where there are none.</summary>
    public DataNode? Arguments => Source["arguments"];

    /// <summary>A program on the machine: <c>path</c>, <c>arguments</c>, <c>timeout</c>.</summary>
    public sealed record Process : Provider
    {
        public required string Path { get; init; }
    }

    /// <summary>An HTTP call: <c>url</c>, <c>method</c>, <c>headers</c>, <c>arguments</c>, <c>timeout</c>, <c>max_retries</c>, <c>verify_tls</c>.</summary>
    public sealed record Http : Provider
    {
        public required DataNode Url { get; init; }
    }

    /// <summary>A Python function: only the Chaos Toolkit itself can run it.</summary>
    public sealed record Python : Provider
    {
        public required string Module { get; init; }

        public required string Function { get; init; }
    }

    /// <summary>A type that nobody knows; validation refuses it.</summary>
    public sealed record Unknown : Provider
    {
        public required string Type { get; init; }
    }
}
