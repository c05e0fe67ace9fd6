using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Plans;

/// <summary>
/// A time in which nothing is to be run (<c>guardrails: windows</c> of <c>reliably.yaml</c>, <c>windows</c> of <c>reliably-server.yaml</c>): from one
/// instant to another, or again and again by a pattern. The end is not part of it.
/// </summary>
public abstract record BlackoutWindow
{
    private BlackoutWindow()
    {
    }

    public string? Title { get; init; }

    /// <summary>Where it stands in its file.</summary>
    public SourceSpan Place { get; init; }

    /// <summary>Whether a moment lies in it.</summary>
    public abstract bool Covers(DateTimeOffset moment);

    /// <summary>When it ends, for a moment that lies in it.</summary>
    internal abstract DateTimeOffset EndAt(DateTimeOffset moment);

    /// <summary>Whether the two have a moment in common; of patterns the next occurrences are looked at.</summary>
    internal abstract bool Overlaps(BlackoutWindow other);

    /// <summary>Once.</summary>
    public sealed record Single(DateTimeOffset From, DateTimeOffset To) : BlackoutWindow
    {
        public override bool Covers(DateTimeOffset moment) => moment >= From && moment < To;

        internal override DateTimeOffset EndAt(DateTimeOffset moment) => To;

        internal override bool Overlaps(BlackoutWindow other) => other switch
        {
            Single single => From < single.To && single.From < To,
            _ => other.Overlaps(this),
        };
    }

    /// <summary>Each time a cron pattern is due, for a while.</summary>
    public sealed record Recurring(CronPattern Pattern, TimeSpan Length) : BlackoutWindow
    {
        /// <summary>Enough to meet every other pattern that repeats itself within some weeks.</summary>
        private const int Looked = 60;

        private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override bool Covers(DateTimeOffset moment) => IsOpenBetween(moment, moment + TimeSpan.FromTicks(1));

        /// <summary>Of occurrences that overlap, the end of the last that has begun.</summary>
        internal override DateTimeOffset EndAt(DateTimeOffset moment)
        {
            var end = moment;
            for (var begin = Pattern.NextAfter(moment - Length); begin is { } began && began <= moment; begin = Pattern.NextAfter(began)) end = began + Length;
            return end;
        }

        internal override bool Overlaps(BlackoutWindow other)
        {
            if (other is Single single) return IsOpenBetween(single.From, single.To);
            var looked = 0;
            for (var next = Pattern.NextAfter(Start); next is { } begin && looked < Looked; next = Pattern.NextAfter(begin), looked++)
            {
                if (((Recurring)other).IsOpenBetween(begin, begin + Length)) return true;
            }

            return false;
        }

        /// <summary>Whether it begins again before it has ended, always: then it never ends.</summary>
        internal bool NeverEnds()
        {
            var looked = 0;
            for (var next = Pattern.NextAfter(Start); next is { } begin && looked < Looked; next = Pattern.NextAfter(begin), looked++)
            {
                if (Pattern.NextAfter(begin) is not { } again || again > begin + Length) return false;
            }

            return true;
        }

        private bool IsOpenBetween(DateTimeOffset from, DateTimeOffset to) => Pattern.NextAfter(from - Length) is { } begin && begin < to;
    }
}
