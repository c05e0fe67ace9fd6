using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Plans;

/// <summary>What somebody probably meant who wrote the name of a zone that is none.</summary>
internal static class TimeZoneHints
{
    private const string Known = "Zones are IANA names such as Europe/Paris or UTC.";

    /// <summary>What people call zones, and a zone where it is in use.</summary>
    private static readonly (string Name, string Zone)[] Abbreviations =
    [
        ("CEST", "Europe/Paris"), ("BST", "Europe/London"), ("WEST", "Europe/Lisbon"), ("EEST", "Europe/Athens"), ("EDT", "America/New_York"), ("CST", "America/Chicago"), ("CDT", "America/Chicago"),
        ("MDT", "America/Denver"), ("PST", "America/Los_Angeles"), ("PDT", "America/Los_Angeles"), ("IST", "Asia/Kolkata"), ("JST", "Asia/Tokyo"), ("AEST", "Australia/Sydney"), ("AEDT", "Australia/Sydney"),
    ];

    public static string Of(string name)
    {
        var plain = name.Trim();
        if (plain.ToUpperInvariant() is "UTC" or "GMT" or "Z" or "ZULU") return "Did you mean 'UTC'?";
        if (Array.Find(Abbreviations, one => one.Name.Equals(plain, StringComparison.OrdinalIgnoreCase)).Zone is { } zone) return $"An abbreviation does not say which clock is meant: '{zone}' may be it.";
        if (IsOffset(plain)) return "An offset knows no summer time: name a place, such as Europe/Paris, or write UTC.";
        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(plain, out var iana)) return $"This is Windows' name for '{iana}'.";
        var names = TimeZoneInfo.GetSystemTimeZones().Select(static one => one.Id).Where(static id => id.Contains('/', StringComparison.Ordinal)).ToList();
        if (names.Count == 0) return "This machine knows no time zones but UTC: install its tzdata.";
        var city = plain[(plain.LastIndexOf('/') + 1)..].Replace(' ', '_').Replace('-', '_');
        var meant = names.Find(id => id.Equals(plain.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase))
            ?? names.Find(id => id.EndsWith("/" + city, StringComparison.OrdinalIgnoreCase))
            ?? Nearest.To(plain, names)
            ?? names.Find(id => Nearest.To(city, [id[(id.LastIndexOf('/') + 1)..]]) is not null);
        return meant is null ? Known : $"Did you mean '{meant}'?";
    }

    /// <summary><c>+02:00</c>, <c>UTC+2</c>, <c>GMT-5</c>.</summary>
    private static bool IsOffset(string name)
    {
        var rest = name.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) || name.StartsWith("GMT", StringComparison.OrdinalIgnoreCase) ? name[3..] : name;
        return rest.Length > 1 && rest[0] is '+' or '-' && rest[1..].All(static c => char.IsAsciiDigit(c) || c == ':');
    }
}
