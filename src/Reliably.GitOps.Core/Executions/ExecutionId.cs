using System.Globalization;

namespace Reliably.GitOps.Executions;

/// <summary>Identifier of an execution: sortable by its start in UTC, unique, readable: <c>20261121T030000Z-7f3a9c</c>.</summary>
public readonly record struct ExecutionId : IComparable<ExecutionId>
{
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";
    private readonly string? value;

    private ExecutionId(string value) => this.value = value;

    public string Value => value ?? "";

    /// <summary>The second it was created, UTC; also the day whose folder its files lie in.</summary>
    public DateTimeOffset CreatedAt =>
        DateTimeOffset.ParseExact(Value[..16], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <param name="now">The moment of creation.</param>
    /// <param name="random">24 bits of randomness that keep two executions of one second apart.</param>
    public static ExecutionId Create(DateTimeOffset now, int random) =>
        new(now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture) + "-" + (random & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture));

    /// <exception cref="FormatException">The text is no execution identifier.</exception>
    public static ExecutionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not the identifier of an execution (such as 20261121T030000Z-7f3a9c).");

    public static bool TryParse(string? text, out ExecutionId id)
    {
        id = default;
        if (text is not { Length: 23 } || text[16] != '-') return false;
        if (!DateTimeOffset.TryParseExact(text[..16], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)) return false;
        if (text[17..].Any(static c => c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))) return false;
        id = new(text);
        return true;
    }

    public int CompareTo(ExecutionId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    public static bool operator <(ExecutionId left, ExecutionId right) => left.CompareTo(right) < 0;

    public static bool operator >(ExecutionId left, ExecutionId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ExecutionId left, ExecutionId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ExecutionId left, ExecutionId right) => left.CompareTo(right) >= 0;
}
