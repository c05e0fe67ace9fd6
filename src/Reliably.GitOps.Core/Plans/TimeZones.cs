using System.Diagnostics.CodeAnalysis;

namespace Reliably.GitOps.Plans;

/// <summary>Time zones by their IANA names.</summary>
public static class TimeZones
{
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        if (name is "UTC" or "Etc/UTC")
        {
            zone = TimeZoneInfo.Utc;
            return true;
        }

        return name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && zone.HasIanaId;
    }

    /// <summary>The zone, or UTC where this machine does not know it (the plan's reader has said so already).</summary>
    public static TimeZoneInfo FindOrUtc(string name) => TryFind(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
