using System.Collections.Immutable;

namespace Reliably.GitOps.Reviews;

/// <summary>One stretch of lines that differs between two texts.</summary>
/// <param name="First">The first line of the old text that is replaced, from 1.</param>
/// <param name="Old">The lines that go; none where lines only come, before <paramref name="First"/>.</param>
/// <param name="New">The lines that come.</param>
internal sealed record LineChange(int First, ImmutableArray<string> Old, ImmutableArray<string> New)
{
    private const int Around = 3;

    /// <summary>The smallest stretch that holds all differences; null where there are none.</summary>
    public static LineChange? Between(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var head = old.Zip(now).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (head == old.Length && head == now.Length) return null;
        var most = Math.Min(old.Length, now.Length) - head;
        var tail = old.Reverse().Zip(now.Reverse()).Take(most).TakeWhile(static pair => pair.First == pair.Second).Count();
        return new(head + 1, [.. old[head..(old.Length - tail)]], [.. now[head..(now.Length - tail)]]);
    }

    /// <summary>The same change of at least one line, as a suggestion has to replace something: with the line before, or the one behind.</summary>
    public LineChange OfSomething(string before)
    {
        if (!Old.IsEmpty) return this;
        var lines = before.Split('\n');
        return First > 1
            ? new(First - 1, [lines[First - 2]], [lines[First - 2], .. New])
            : new(First, [lines[0]], [.. New, lines[0]]);
    }

    /// <summary>As a patch that <c>git apply</c> takes.</summary>
    public string ToPatch(string path, string before)
    {
        var lines = before.Split('\n');
        var from = Math.Max(0, First - 1 - Around);
        var end = First - 1 + Old.Length;
        var to = Math.Min(end + Around, lines.Length - (lines[^1].Length == 0 ? 1 : 0));
        IEnumerable<string> shown = [.. lines[from..(First - 1)].Select(static line => " " + line), .. Old.Select(static line => "-" + line), .. New.Select(static line => "+" + line), .. lines[end..to].Select(static line => " " + line)];
        var old = to - from;
        return FormattableString.Invariant($"--- a/{path}\n+++ b/{path}\n@@ -{(old == 0 ? from : from + 1)},{old} +{from + 1},{old - Old.Length + New.Length} @@\n") + string.Join('\n', shown) + "\n";
    }
}
