using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>The first thing in a run that was not as its experiment expects: which probe, when, what it saw and what it should have seen.</summary>
public sealed record Deviation
{
    private const int Longest = 160;

    public required RunPhase Phase { get; init; }

    public required ActivityRun Probe { get; init; }

    /// <summary>The first deviation in the order of the run: before, during, after. Null where there is none.</summary>
    public static Deviation? FirstOf(Journal journal) =>
        Of(RunPhase.HypothesisBefore, journal.Before)
        ?? journal.During.Select(static sample => Of(RunPhase.HypothesisDuring, sample)).FirstOrDefault(static found => found is not null)
        ?? Of(RunPhase.HypothesisAfter, journal.After);

    /// <summary>The sentence, followed by what the deciding probe saw.</summary>
    internal static string Describe(Journal journal, string sentence) =>
        (Deciding(journal) ?? FirstOf(journal)) is { } deviation ? $"{sentence} {deviation.Sentence()}" : sentence;

    /// <summary>What the first activity that did not succeed said; null where all did or none said anything.</summary>
    internal static string? Failure(IEnumerable<ActivityRun> runs)
    {
        foreach (var run in runs.Where(static run => !run.Succeeded))
        {
            return run.Failure is { } failure
                ? $"\"{run.Name}\" failed: {Cut(FailureText(failure))}"
                : $"\"{run.Name}\" was cut off.";
        }

        return null;
    }

    /// <summary>Python's exception line without the name of its class.</summary>
    internal static string FailureText(string failure)
    {
        var at = failure.IndexOf(": ", StringComparison.Ordinal);
        return at > 0 && failure.AsSpan(0, at).IndexOfAnyExcept(NameCharacters) < 0 ? failure[(at + 2)..] : failure;
    }

    /// <summary>What was seen and what was expected, in a sentence without Markdown.</summary>
    public string Sentence()
    {
        if (!Probe.Succeeded) return Failure([Probe]) ?? "";
        var expected = Probe.Activity["tolerance"] is { } tolerance ? $" where {Expected(tolerance)} was expected" : "";
        return $"\"{Probe.Name}\" gave {Short(Seen(Probe.Output, Probe.Activity["tolerance"]))}{expected}.";
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");

    /// <summary>A deviation after the method decides; what happened before or during it only leads there.</summary>
    private static Deviation? Deciding(Journal journal) => journal.Deviated ? Of(RunPhase.HypothesisAfter, journal.After) : null;

    private static Deviation? Of(RunPhase phase, SteadyState? state)
    {
        if (state is null or { Met: true }) return null;
        var probe = state.Probes.FirstOrDefault(static probe => probe.ToleranceMet == false || !probe.Succeeded);
        return probe is null ? null : new() { Phase = phase, Probe = probe };
    }

    /// <summary>The part of the answer that the tolerance looks at: the status for numbers and lists, its target, else what was said.</summary>
    private static DataNode Seen(DataNode? output, DataNode? tolerance)
    {
        if (output is not DataNode.Mapping mapping) return output ?? DataNode.None;
        if (tolerance is DataNode.Integer or DataNode.Sequence && mapping["status"] is { } status) return status;
        if (Journal.TextOf((tolerance as DataNode.Mapping)?["target"]) is { } target && mapping[target] is { } part) return part;
        return mapping["body"] ?? (mapping["stdout"] is DataNode.Text stdout ? DataNode.Of(stdout.Value.Trim()) : mapping);
    }

    /// <summary>A tolerance as people read it: <c>{"type": "range", "range": [0, 1]}</c> is "range [0,1]".</summary>
    private static string Expected(DataNode tolerance)
    {
        if (tolerance is not DataNode.Mapping mapping || Journal.TextOf(mapping["type"]) is not { } type) return Short(tolerance);
        var rest = mapping.Without("type").Without("target");
        return rest.Entries is [{ Name: var name, Value: var value }] && (name == type || name is "pattern")
            ? $"{type} {Short(value)}"
            : $"{type} {Short(rest)}";
    }

    private static string Short(DataNode node) => Cut(JsonWriter.Compact(node));

    private static string Cut(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= Longest) return line;
        var end = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return line[..end] + "…";
    }
}
