using System.Collections.Immutable;
using System.Numerics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// A path in the language of jsonpath2 (https://github.com/pacifica/python-jsonpath2), which the Chaos Toolkit uses: <c>=</c> compares, <c>and</c>,
/// <c>or</c>, <c>not</c>, <c>contains</c>, a filter looks at the current node, functions such as <c>[length()]</c>.
/// </summary>
public sealed class JsonPath
{
    private readonly ImmutableArray<JsonPathStep> steps;

    internal JsonPath(ImmutableArray<JsonPathStep> steps) => this.steps = steps;

    /// <exception cref="ExperimentErrorException">It is not a path.</exception>
    public static JsonPath Parse(string text) =>
        TryParse(text, out var problem) ?? throw new ExperimentErrorException($"'{text}' is not a JSON path of the Chaos Toolkit: {problem}");

    /// <summary>The path; null and why where it is none.</summary>
    public static JsonPath? TryParse(string text, out string? problem)
    {
        try
        {
            problem = null;
            return new JsonPathParser(text).ParsePath();
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>Values that the path finds, in order; a null that is found counts.</summary>
    public IEnumerable<DataNode> Match(DataNode root) => JsonPathStep.Walk(steps.AsMemory(), root, root);
}

/// <summary>A part of a path: from one value to others.</summary>
internal sealed record JsonPathStep(ImmutableArray<JsonPathSubscript> Subscripts, bool Descends)
{
    public static IEnumerable<DataNode> Walk(ReadOnlyMemory<JsonPathStep> steps, DataNode root, DataNode current)
    {
        if (steps.IsEmpty) return [current];
        var (step, rest) = (steps.Span[0], steps[1..]);
        var here = step.Subscripts.SelectMany(subscript => subscript.Match(root, current)).SelectMany(found => Walk(rest, root, found));
        return step.Descends ? here.Concat(JsonPathSubscript.Children(current).SelectMany(child => Walk(steps, root, child))) : here;
    }
}

/// <summary>One way to pick from a value.</summary>
internal abstract record JsonPathSubscript
{
    private JsonPathSubscript()
    {
    }

    public abstract IEnumerable<DataNode> Match(DataNode root, DataNode current);

    public static IEnumerable<DataNode> Children(DataNode current) => current switch
    {
        DataNode.Mapping mapping => mapping.Entries.Select(static entry => entry.Value),
        DataNode.Sequence sequence => sequence.Items,
        _ => [],
    };

    private static IEnumerable<DataNode> At(DataNode current, BigInteger index)
    {
        if (current is not DataNode.Sequence sequence) return [];
        if (index < 0) index += sequence.Items.Length;
        return index >= 0 && index < sequence.Items.Length ? [sequence.Items[(int)index]] : [];
    }

    private static IEnumerable<DataNode> Under(DataNode current, string name) => (current as DataNode.Mapping)?[name] is { } value ? [value] : [];

    public sealed record Wildcard : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) => Children(current);
    }

    public sealed record Name(string Key) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) => Under(current, Key);
    }

    public sealed record Index(BigInteger Value) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) => At(current, Value);
    }

    /// <summary>Python's range over the list, with jsonpath2's own idea of a negative start.</summary>
    public sealed record Slice(int? Start, int? End, int? Step) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current)
        {
            if (current is not DataNode.Sequence { Items: { Length: var length } items }) yield break;
            var step = Step ?? 1;
            if (step == 0) throw new ExperimentErrorException("A slice of a JSON path has the step 0.");
            var start = Start switch
            {
                null => 0,
                < 0 and var from => from + (Math.Abs(from) < length ? length : Math.Abs(from)),
                var from => from.Value,
            };
            var end = End switch
            {
                null => length,
                < 0 and var to => to + length,
                var to => to.Value,
            };
            for (long i = start; step > 0 ? i < Math.Min(end, length) : i > end; i += step)
            {
                foreach (var item in At(current, i)) yield return item;
            }
        }
    }

    /// <summary>The value itself, where the expression holds for it.</summary>
    public sealed record Filter(JsonPathExpression Expression) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) => Expression.Holds(root, current) ? [current] : [];
    }

    /// <summary>Names and numbers that another path finds.</summary>
    public sealed record Path(JsonPathOperand Operand) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) => Operand.Values(root, current).SelectMany(found => found switch
        {
            DataNode.Integer index => At(current, index.Value),
            DataNode.Boolean index => At(current, index.Value ? 1 : 0),
            DataNode.Text name => Under(current, name.Value),
            _ => [],
        });
    }

    public sealed record Call(string Function, ImmutableArray<JsonPathOperand> Arguments) : JsonPathSubscript
    {
        public override IEnumerable<DataNode> Match(DataNode root, DataNode current) =>
            Combinations(root, current, 0).Select(arguments => JsonPathFunctions.Call(Function, current, arguments)).OfType<DataNode>();

        private IEnumerable<ImmutableArray<DataNode>> Combinations(DataNode root, DataNode current, int at) => at == Arguments.Length
            ? [[]]
            : Arguments[at].Values(root, current).SelectMany(value => Combinations(root, current, at + 1).Select(rest => rest.Insert(0, value)));
    }
}
