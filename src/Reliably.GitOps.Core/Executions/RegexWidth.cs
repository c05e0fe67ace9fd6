namespace Reliably.GitOps.Executions;

/// <summary>How many characters a part of a pattern matches: at least and at most. Infinite means "any number".</summary>
internal readonly record struct RegexWidth(double Low, double High)
{
    public static RegexWidth Zero => new(0, 0);

    public bool IsFixed => Low.Equals(High) && !double.IsInfinity(High);

    public RegexWidth Plus(RegexWidth other) => new(Low + other.Low, High + other.High);

    public RegexWidth Or(RegexWidth other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public RegexWidth Times(double low, double high) => new(Low * low, High.Equals(0) ? 0 : High * high);
}

/// <summary>What a repeat may follow: anything but an anchor and another repeat.</summary>
internal enum RegexItemKind
{
    Other,
    Anchor,
    Repeat,
}

/// <summary>One item of a pattern.</summary>
internal readonly record struct RegexItem(RegexItemKind Kind, RegexWidth Width)
{
    public static RegexItem Single => new(RegexItemKind.Other, new(1, 1));

    public static RegexItem Anchor => new(RegexItemKind.Anchor, RegexWidth.Zero);
}
