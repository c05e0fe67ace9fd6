using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>limits:</c> of <c>reliably-server.yaml</c>.</summary>
internal static class LimitsReader
{
    /// <summary>Single values that a variable may override.</summary>
    internal static readonly string[] Keys = ["timeout", "activity-timeout", "rollback-timeout", "output", "journal", "disk"];

    public static RunLimits Read(MappingReader reader)
    {
        var defaults = RunLimits.OfService;
        var limits = defaults with
        {
            Timeout = reader.PositiveDuration("timeout"),
            ActivityTimeout = reader.PositiveDuration("activity-timeout") ?? defaults.ActivityTimeout,
            RollbackTimeout = reader.PositiveDuration("rollback-timeout") ?? defaults.RollbackTimeout,
            Output = (int?)Size(reader, "output", 1 << 10, 64 << 20, "between 1KiB and 64MiB") ?? defaults.Output,
            Journal = Size(reader, "journal", 1 << 10, RepositorySettings.LargestJournalLimit, "between 1KiB and 20MiB"),
            Disk = Size(reader, "disk", 1 << 20, long.MaxValue, "at least 1MiB") ?? defaults.Disk,
        };
        if (limits.Timeout < limits.ActivityTimeout && reader.At.Field("activity-timeout") is { Node: DataNode.Text { Value: var asked } } place)
            reader.Findings.Add(DiagnosticCatalogue.LimitNeverReached.At(place, asked, PythonText.Of(reader.At.Field("timeout")!.Node)));
        reader.Close();
        return limits with { Outputs = limits.Output * 64L };
    }

    private static long? Size(MappingReader reader, string key, long least, long most, string range)
    {
        if (reader.Size(key) is not { } bytes) return null;
        if (bytes >= least && bytes <= most) return bytes;
        reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field(key)!, key, range));
        return null;
    }
}
