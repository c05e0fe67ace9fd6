namespace Reliably.GitOps.Executions;

/// <summary>What one run may take of the machine, besides the time of its plan. Null is no limit.</summary>
public sealed record RunLimits
{
    /// <summary>Nothing is limited.</summary>
    public static RunLimits None { get; } = new();

    /// <summary>At a terminal nothing but memory is protected: the caller is there to look.</summary>
    public static RunLimits AtTerminal { get; } = new() { Output = 16 << 20, Outputs = 512L << 20 };

    /// <summary>The defaults of the service.</summary>
    public static RunLimits OfService { get; } = new()
    {
        ActivityTimeout = TimeSpan.FromMinutes(30),
        Output = 1 << 20,
        Outputs = 64L << 20,
        Disk = 1L << 30,
    };

    /// <summary>Longest time of a plan's experiment; a plan that asks for more gets this.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Longest time of an activity that names no timeout of its own.</summary>
    public TimeSpan? ActivityTimeout { get; init; }

    /// <summary>Longest time of all rollbacks together.</summary>
    public TimeSpan RollbackTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes kept of each stream of an activity, while it is read: its beginning and its end.</summary>
    public int? Output { get; init; }

    /// <summary>Bytes kept of all outputs of the run together. What comes later is kept ever shorter, then not at all.</summary>
    public long? Outputs { get; init; }

    /// <summary>Largest journal, in bytes: what activities wrote is cut until it fits.</summary>
    public long? Journal { get; init; }

    /// <summary>Bytes that the run's own folder may hold.</summary>
    public long? Disk { get; init; }
}
