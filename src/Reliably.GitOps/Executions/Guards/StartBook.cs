using System.Globalization;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>When experiments were started in the last 24 hours, for the limit on how many may be. With a file, a restart forgets none.</summary>
public sealed class StartBook
{
    private readonly string? file;
    private DateTimeOffset[] starts = [];

    /// <param name="file">Where it is kept; null for memory alone.</param>
    public StartBook(string? file)
    {
        this.file = file;
        if (file is null || !File.Exists(file)) return;
        starts = [.. File.ReadLines(file).Select(Read).OfType<DateTimeOffset>()];
    }

    /// <summary>The starts that are remembered.</summary>
    public IReadOnlyCollection<DateTimeOffset> Known => starts;

    /// <summary>Remembers a start, and forgets those of more than a day ago.</summary>
    public void Add(DateTimeOffset start)
    {
        starts = starts.Length == 0 ? [start] : [.. starts.Where(earlier => earlier > start.AddDays(-1)), start];
        if (file is not null) DurableFile.Replace(file, string.Concat(starts.Select(static one => one.UtcDateTime.ToString("o", CultureInfo.InvariantCulture) + "\n")));
    }

    private static DateTimeOffset? Read(string line) =>
        DateTimeOffset.TryParseExact(line, "o", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null;
}
