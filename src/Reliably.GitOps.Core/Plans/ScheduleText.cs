using System.Globalization;

namespace Reliably.GitOps.Plans;

/// <summary>A schedule in words.</summary>
public static class ScheduleText
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>One text for one schedule, to compare by: another text is another schedule.</summary>
    public static string Of(Schedule schedule) => schedule switch
    {
        Schedule.Now => "now",
        Schedule.Change => "change",
        Schedule.Manual => "manual",
        Schedule.Once once => string.Create(CultureInfo.InvariantCulture, $"once {once.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
        Schedule.Cron cron => string.Create(CultureInfo.InvariantCulture, $"cron {cron.Pattern} {cron.TimeZone} {cron.Jitter.TotalSeconds}"),
        _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
    };

    /// <summary>For people: <c>weekdays at 03:00 Europe/Paris</c>; a pattern beyond that is shown as it is.</summary>
    public static string Words(Schedule schedule) => schedule switch
    {
        Schedule.Now => "once, when it arrives",
        Schedule.Change => "when the plan or an experiment changes",
        Schedule.Manual => "by hand",
        Schedule.Once once => string.Create(CultureInfo.InvariantCulture, $"once, {TimeZoneInfo.ConvertTime(once.At, TimeZones.FindOrUtc(once.TimeZone)):yyyy-MM-dd HH:mm} {once.TimeZone}"),
        Schedule.Cron cron => CronWords(cron) + " " + cron.TimeZone,
        _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
    };

    private static string CronWords(Schedule.Cron cron)
    {
        var pattern = cron.Pattern.Trim();
        if (pattern.StartsWith('@')) return pattern[1..];
        var fields = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var minute, var hour, "*", "*", var day]) return $"cron {pattern}";
        if (hour == "*" && day == "*")
        {
            if (minute == "*") return "every minute";
            if (minute.StartsWith("*/", StringComparison.Ordinal)) return $"every {minute[2..]} minutes";
            return IsNumber(minute) ? $"every hour at :{minute.PadLeft(2, '0')}" : $"cron {pattern}";
        }

        if (!IsNumber(minute) || !IsNumber(hour)) return $"cron {pattern}";
        return DayWords(day) is { } days ? $"{days} at {hour.PadLeft(2, '0')}:{minute.PadLeft(2, '0')}" : $"cron {pattern}";
    }

    private static string? DayWords(string day) => day switch
    {
        "*" => "every day",
        "1-5" => "weekdays",
        "0,6" or "6,0" or "6-7" or "6,7" => "weekends",
        [>= '0' and <= '7'] => "every " + Days[day[0] - '0'],
        _ => null,
    };

    private static bool IsNumber(string field) => field.Length is 1 or 2 && field.All(char.IsAsciiDigit);
}
