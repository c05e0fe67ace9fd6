namespace Reliably.GitOps.Guards;

/// <summary>What a guard said.</summary>
/// <param name="Ok">The run may begin, or go on.</param>
/// <param name="Reason">Why, as a part of a sentence without its full stop.</param>
public sealed record GuardAnswer(bool Ok, string Reason)
{
    private const int LongestReason = 300;

    public static GuardAnswer Yes(string reason) => new(true, Plain(reason));

    public static GuardAnswer No(string reason) => new(false, Plain(reason));

    /// <summary>One line of bounded length: it comes from outside and goes into records, logs and pages.</summary>
    private static string Plain(string reason)
    {
        var line = new string([.. reason.Select(static c => char.IsControl(c) ? ' ' : c)]).Trim().TrimEnd('.');
        if (line.Length <= LongestReason) return line;
        var cut = char.IsHighSurrogate(line[LongestReason - 1]) ? LongestReason - 1 : LongestReason;
        return line[..cut] + "…";
    }
}
