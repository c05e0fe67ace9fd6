using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>Tolerances that are met whatever the probe sees (CHAOS-TOOLKIT, section 7).</summary>
internal static class AlwaysMet
{
    private const string Narrower = "Ask for what only a steady system says.";

    /// <summary>Texts that have nothing in common: a pattern that finds something in each of them finds something in every text.</summary>
    private static readonly string[] Samples =
    [
        "", "\n", "a\nb\n", " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~", "\u00e9\u4e2d\t\r\n\n", new('z', 3000),
    ];

    /// <summary>Beyond this a double is no measurement.</summary>
    private const double Endless = 1e300;

    /// <summary>Why a tolerance cannot fail, and what to do; null where it can.</summary>
    public static (string Why, string Hint)? Why(DataNode tolerance, AdvisedActivity probe) => tolerance switch
    {
        DataNode.Mapping mapping => mapping["type"] switch
        {
            DataNode.Text { Value: "regex" } => MatchesAll(mapping["pattern"], probe.Values) ? ("the pattern is found in every text", Narrower) : null,
            DataNode.Text { Value: "jsonpath" } => FindsAlways(mapping) ? ("'$' is the whole document, which is always there", "Name a part of it, or say what to 'expect'.") : null,
            DataNode.Text { Value: "range" } => IsEndless(mapping["range"]) ? ("every number lies in the range", Narrower) : null,
            DataNode.Text { Value: "probe" } => ByProbe(mapping),
            _ => null,
        },
        DataNode.Sequence when probe.Type == "python" && IsEndless(tolerance) => ("every number lies in the range", Narrower),
        DataNode.Integer { Value.IsZero: true } when probe.Command is { } line && AlwaysZero(line) => ("the command always ends with 0", Narrower),
        _ => null,
    };

    private static bool MatchesAll(DataNode? written, Substitution values)
    {
        if (written is not DataNode.Text || values.Apply(written) is not DataNode.Text { Value: var pattern }) return false;
        var mayBeNothing = pattern.Length == 0 || pattern.AsSpan().IndexOfAny("*?{|") >= 0;
        if (!mayBeNothing || pattern.Length > 40 || pattern.Contains("(?", StringComparison.Ordinal)) return false;
        try
        {
            return Samples.All(sample => PythonRegex.IsMatch(pattern, sample, TimeSpan.FromMilliseconds(20)));
        }
        catch (ExperimentErrorException)
        {
            return false;
        }
    }

    private static bool FindsAlways(DataNode.Mapping tolerance) =>
        tolerance["path"] is DataNode.Text path && path.Value.Trim() == "$" && !tolerance.Has("expect") && tolerance["count"] is null or DataNode.Null or DataNode.Integer { Value.IsOne: true };

    private static bool IsEndless(DataNode? range) =>
        range is DataNode.Sequence { Items: [var low, var high] } && NumberOf(low) <= -Endless && NumberOf(high) >= Endless;

    private static double NumberOf(DataNode node) => node switch
    {
        DataNode.Float number => number.Value,
        DataNode.Integer number => (double)number.Value,
        _ => double.NaN,
    };

    /// <summary>What such a probe gives is a mapping, and a mapping with something in it is true.</summary>
    private static (string Why, string Hint)? ByProbe(DataNode.Mapping tolerance) =>
        (tolerance["provider"] as DataNode.Mapping)?["type"] switch
        {
            DataNode.Text { Value: "process" } => ("a probe of type process is met whatever its exit code", "Make it the probe itself, with 'tolerance: 0'."),
            DataNode.Text { Value: "http" } => ("a probe of type http is met whatever its status", "Make it the probe itself, with 'tolerance: 200'."),
            _ => null,
        };

    private static bool AlwaysZero(CommandLine line)
    {
        if (line.Commands is not [.., var last]) return false;
        if (line.Commands.Length == 1) return last.Words[0] is "true" or ":" or "echo" or "printf" or "sleep";
        var before = line.Commands[^2].Operator;
        return (last.Words[0] is "true" or ":" && before is "||" or ";" or "\n") || (last.Words is ["exit", "0"] && before is "||" or ";" or "\n");
    }
}
