using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Whether what a probe saw is within its tolerance (<c>chaoslib.hypothesis.within_tolerance</c>), quirks included: a range is met by exact
/// values, a list of two numbers is no range when there is a status, and a text or a boolean is never met by a process or an HTTP call.
/// </summary>
public static class Tolerances
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(10);

    /// <summary>A tolerance that is itself a probe: the engine runs it.</summary>
    public static bool IsProbe(DataNode? tolerance) => ConfigurationResolution.IsOfType(tolerance, "probe");

    /// <summary>A tolerance as it is checked: a text is substituted first, and may become anything.</summary>
    public static DataNode Resolve(DataNode? tolerance, Substitution substitution) =>
        tolerance is DataNode.Text ? substitution.Apply(tolerance) : tolerance ?? DataNode.None;

    /// <param name="tolerance">The tolerance, resolved, and not a probe.</param>
    /// <param name="output">What the probe saw.</param>
    /// <param name="substitution">Values for patterns and paths.</param>
    /// <exception cref="ExperimentErrorException">The two do not fit together: a crash in the Chaos Toolkit.</exception>
    public static bool AreMet(DataNode tolerance, DataNode output, Substitution substitution) => tolerance switch
    {
        DataNode.Boolean or DataNode.Text => PythonValues.AreEqual(tolerance, output),
        DataNode.Integer => PythonValues.AreEqual(tolerance, StatusOf(output) ?? output),
        DataNode.Sequence list => IsIn(list, output),
        DataNode.Mapping mapping => (mapping["type"] as DataNode.Text)?.Value switch
        {
            "regex" => IsMatched(mapping, output, substitution),
            "jsonpath" => IsFound(mapping, output, substitution),
            "range" => IsInRange(mapping, output),
            _ => false,
        },
        _ => false,
    };

    private static DataNode? StatusOf(DataNode output) => (output as DataNode.Mapping)?["status"];

    private static bool IsIn(DataNode.Sequence list, DataNode output)
    {
        if (StatusOf(output) is { } status) return PythonValues.Contains(list, status);
        if (list.Items is not [var low, var high]) return PythonValues.Contains(list, output);
        return PythonValues.Compare(low, output) <= 0 && PythonValues.Compare(output, high) <= 0;
    }

    private static bool IsMatched(DataNode.Mapping tolerance, DataNode output, Substitution substitution)
    {
        if (substitution.Apply(tolerance["pattern"] ?? DataNode.None) is not DataNode.Text pattern)
            throw new ExperimentErrorException("The pattern of a regex tolerance is not a text.");
        var value = TargetOf(tolerance, output);
        return value is DataNode.Text text
            ? PythonRegex.IsMatch(pattern.Value, text.Value, LongestMatch)
            : throw new ExperimentErrorException("A regex tolerance looks at a text; the probe gave something else. Name a 'target' such as stdout or body.");
    }

    private static bool IsFound(DataNode.Mapping tolerance, DataNode output, Substitution substitution)
    {
        if (substitution.Apply(tolerance["path"] ?? DataNode.None) is not DataNode.Text path)
            throw new ExperimentErrorException("The path of a jsonpath tolerance is not a text.");
        var value = TargetOf(tolerance, output);
        if (value is DataNode.Text text) value = JsonReader.TryParse(Encoding.UTF8.GetBytes(text.Value), out _) ?? value;
        var found = new DataNode.Sequence([.. JsonPath.Parse(path.Value).Match(value)]);
        if (tolerance.Has("expect"))
        {
            var expected = substitution.Apply(tolerance["expect"]!);
            return PythonValues.AreEqual(found, expected as DataNode.Sequence ?? new DataNode.Sequence([expected]));
        }

        return tolerance["count"] is { } count and not DataNode.Null
            ? PythonValues.AreEqual(DataNode.Of(found.Items.Length), count)
            : !found.Items.IsEmpty;
    }

    private static bool IsInRange(DataNode.Mapping tolerance, DataNode output)
    {
        if (tolerance["range"] is not DataNode.Sequence { Items: [var low, var high, ..] })
            throw new ExperimentErrorException("A range tolerance needs two bounds.");
        ExactNumber? value;
        switch (TargetOf(tolerance, output))
        {
            case DataNode.Text text when !ExactNumber.TryParse(text.Value, out value): return false;
            case DataNode.Text text: _ = ExactNumber.TryParse(text.Value, out value); break;
            case var other: value = ExactNumber.Of(other); break;
        }

        return Bound(low) <= Known(value) && Known(value) <= Bound(high);
    }

    private static ExactNumber Bound(DataNode bound) =>
        ExactNumber.Of(bound) is { } number
            ? number
            : bound is DataNode.Text text && ExactNumber.TryParse(text.Value, out var parsed) && parsed is { } value
                ? value
                : throw new ExperimentErrorException("A bound of a range tolerance is not a number.");

    private static ExactNumber Known(ExactNumber? value) =>
        value ?? throw new ExperimentErrorException("A range tolerance looks at a number; the probe gave something else. Name a 'target' such as stdout or body.");

    /// <summary>The part named by <c>target</c>; the whole where there is no such part.</summary>
    private static DataNode TargetOf(DataNode.Mapping tolerance, DataNode output)
    {
        var target = tolerance["target"];
        if (!PythonTruth.Of(target)) return output;
        if (output is not DataNode.Mapping mapping) throw new ExperimentErrorException("A tolerance names a target, and the probe gave a value without parts.");
        return mapping[PythonText.Of(target!)] ?? output;
    }
}
