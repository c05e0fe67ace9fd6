using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A condition in a filter.</summary>
internal abstract record JsonPathExpression
{
    private JsonPathExpression()
    {
    }

    public abstract bool Holds(DataNode root, DataNode current);

    public sealed record All(ImmutableArray<JsonPathExpression> Parts) : JsonPathExpression
    {
        public override bool Holds(DataNode root, DataNode current) => Parts.All(part => part.Holds(root, current));
    }

    public sealed record Any(ImmutableArray<JsonPathExpression> Parts) : JsonPathExpression
    {
        public override bool Holds(DataNode root, DataNode current) => Parts.Any(part => part.Holds(root, current));
    }

    public sealed record Not(JsonPathExpression Part) : JsonPathExpression
    {
        public override bool Holds(DataNode root, DataNode current) => !Part.Holds(root, current);
    }

    /// <summary>A path finds something; a value is true in Python's sense.</summary>
    public sealed record Some(JsonPathOperand Operand) : JsonPathExpression
    {
        public override bool Holds(DataNode root, DataNode current) =>
            Operand is JsonPathOperand.Value value ? PythonTruth.Of(value.Node) : Operand.Values(root, current).Any();
    }

    /// <summary>Holds for any pair of values of the two sides; where the right one is a path, for the first value of the left one alone (a quirk).</summary>
    public sealed record Comparison(string Operator, JsonPathOperand Left, JsonPathOperand Right) : JsonPathExpression
    {
        public override bool Holds(DataNode root, DataNode current) =>
            Left.Values(root, current).Take(Right is JsonPathOperand.Path ? 1 : int.MaxValue).Any(left => Right.Values(root, current).Any(right => Compare(left, right)));

        private bool Compare(DataNode left, DataNode right) => Operator switch
        {
            "=" => PythonValues.AreEqual(left, right),
            "!=" => !PythonValues.AreEqual(left, right),
            "contains" => Contains(left, right),
            _ when !PythonValues.IsNumber(left) || !PythonValues.IsNumber(right) => false,
            "<" => PythonValues.Compare(left, right) < 0,
            "<=" => PythonValues.Compare(left, right) <= 0,
            ">" => PythonValues.Compare(left, right) > 0,
            _ => PythonValues.Compare(left, right) >= 0,
        };

        private static bool Contains(DataNode whole, DataNode part) => (whole, part) switch
        {
            (DataNode.Text a, DataNode.Text b) => a.Value.Contains(b.Value, StringComparison.Ordinal),
            (DataNode.Sequence list, _) => PythonValues.Contains(list, part),
            (DataNode.Mapping mapping, _) => mapping.Entries.Any(entry => PythonValues.AreEqual(entry.Key, part)),
            _ => throw new ExperimentErrorException("'contains' of a JSON path asks a value that holds nothing."),
        };
    }
}

/// <summary>A side of a comparison or an argument: a value, or a path from the root or from the current node.</summary>
internal abstract record JsonPathOperand
{
    private JsonPathOperand()
    {
    }

    public abstract IEnumerable<DataNode> Values(DataNode root, DataNode current);

    public sealed record Value(DataNode Node) : JsonPathOperand
    {
        public override IEnumerable<DataNode> Values(DataNode root, DataNode current) => [Node];
    }

    public sealed record Path(bool FromRoot, ImmutableArray<JsonPathStep> Steps) : JsonPathOperand
    {
        public override IEnumerable<DataNode> Values(DataNode root, DataNode current) => JsonPathStep.Walk(Steps.AsMemory(), root, FromRoot ? root : current);
    }
}

/// <summary>jsonpath2's functions. Texts are counted by code point, as in Python. Null where a function does not fit its value.</summary>
internal static class JsonPathFunctions
{
    public static ImmutableArray<string> Names { get; } = ["charAt", "entries", "keys", "length", "substring", "values"];

    public static DataNode? Call(string function, DataNode current, ImmutableArray<DataNode> arguments) => (function, current) switch
    {
        ("charAt", DataNode.Text text) when arguments is [var only] && IndexOf(only) is { } index => CharAt([.. text.Value.EnumerateRunes()], index),
        ("substring", DataNode.Text text) when arguments is [var only] && IndexOf(only) is { } start => Substring([.. text.Value.EnumerateRunes()], start, null),
        ("substring", DataNode.Text text) when arguments is [var first, var second] && IndexOf(first) is { } start && IndexOf(second) is { } end =>
            Substring([.. text.Value.EnumerateRunes()], start, end),
        _ when !arguments.IsEmpty => null,
        ("length", DataNode.Text text) => DataNode.Of(text.Value.EnumerateRunes().Count()),
        ("length", DataNode.Sequence list) => DataNode.Of(list.Items.Length),
        ("keys", DataNode.Mapping mapping) => new DataNode.Sequence([.. mapping.Entries.Select(static entry => entry.Key)]),
        ("keys", DataNode.Sequence list) => new DataNode.Sequence([.. Enumerable.Range(0, list.Items.Length).Select(static i => (DataNode)DataNode.Of(i))]),
        ("values", DataNode.Mapping mapping) => new DataNode.Sequence([.. mapping.Entries.Select(static entry => entry.Value)]),
        ("values", DataNode.Sequence list) => list,
        ("entries", DataNode.Mapping mapping) => new DataNode.Sequence([.. mapping.Entries.Select(static entry => (DataNode)new DataNode.Sequence([entry.Key, entry.Value]))]),
        ("entries", DataNode.Sequence list) => new DataNode.Sequence([.. list.Items.Select(static (item, i) => (DataNode)new DataNode.Sequence([DataNode.Of(i), item]))]),
        _ => null,
    };

    /// <summary>True is 1 in Python.</summary>
    private static BigInteger? IndexOf(DataNode node) => node switch
    {
        DataNode.Integer index => index.Value,
        DataNode.Boolean index => index.Value ? 1 : 0,
        _ => null,
    };

    private static DataNode.Text? CharAt(ImmutableArray<Rune> text, BigInteger index)
    {
        if (index < 0) index += text.Length;
        return index >= 0 && index < text.Length ? DataNode.Of(text[(int)index].ToString()) : null;
    }

    private static DataNode.Text Substring(ImmutableArray<Rune> text, BigInteger start, BigInteger? end)
    {
        var from = Clamp(start, text.Length);
        var to = Clamp(end ?? text.Length, text.Length);
        return DataNode.Of(from < to ? string.Concat(text[from..to]) : "");
    }

    private static int Clamp(BigInteger index, int length) => (int)BigInteger.Max(0, BigInteger.Min(length, index < 0 ? index + length : index));
}
