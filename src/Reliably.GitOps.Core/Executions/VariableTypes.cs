using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>Converts values by the names of <c>env_var_type</c> and of <c>--var key:type=value</c> (<c>chaoslib.convert_to_type</c>).</summary>
public static class VariableTypes
{
    /// <summary>The names of types.</summary>
    public static ImmutableArray<string> Known { get; } = ["str", "string", "int", "integer", "float", "number", "bytes", "bool", "json"];

    /// <exception cref="ExperimentErrorException">The value is not of that type, or the type is unknown.</exception>
    public static DataNode Convert(string? type, DataNode value) => type switch
    {
        null or "str" or "string" => value,
        "int" or "integer" => ToInteger(value),
        "float" or "number" => ToFloat(value),
        "bytes" => ToBytes(value),
        "bool" => ToBoolean(value),
        "json" => ToJson(value),
        _ => throw new ExperimentErrorException($"'{type}' is not a type of variable; there are str, int, float, bool, bytes and json."),
    };

    /// <summary>Reads <c>key[:type]=value</c>, as given with <c>--var</c>.</summary>
    /// <exception cref="ExperimentErrorException">It is not of that form, or the value not of that type.</exception>
    public static VariableValue ParseOption(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw new ExperimentErrorException($"'{text}' is not of the form name[:type]=value.");
        var key = text[..equals];
        var value = DataNode.Of(text[(equals + 1)..]);
        var colon = key.LastIndexOf(':');
        return colon < 0 ? new(key, value) : new(key[..colon], Convert(key[(colon + 1)..], value));
    }

    private static DataNode.Integer ToInteger(DataNode value) => value switch
    {
        DataNode.Integer integer => integer,
        DataNode.Boolean boolean => new(boolean.Value ? BigInteger.One : BigInteger.Zero),
        DataNode.Float { Value: var number } when double.IsFinite(number) => new(new BigInteger(Math.Truncate(number))),
        DataNode.Text text when PythonValues.ParseInteger(text.Value) is { } number => new(number),
        _ => throw Unfit(value, "a whole number"),
    };

    private static DataNode.Float ToFloat(DataNode value) => value switch
    {
        DataNode.Float number => number,
        DataNode.Integer integer when double.IsFinite((double)integer.Value) => new((double)integer.Value),
        DataNode.Boolean boolean => new(boolean.Value ? 1 : 0),
        DataNode.Text text when PythonValues.ParseFloat(text.Value) is { } number => new(number),
        _ => throw Unfit(value, "a number"),
    };

    private static DataNode.Boolean ToBoolean(DataNode value) => value switch
    {
        DataNode.Boolean boolean => boolean,
        DataNode.Text text => new(text.Value.ToLowerInvariant() is not ("false" or "0" or "no")),
        _ => throw Unfit(value, "true or false"),
    };

    private static DataNode ToJson(DataNode value) => value is not DataNode.Text { Value.Length: > 0 } text
        ? value
        : JsonReader.TryParse(Encoding.UTF8.GetBytes(text.Value), out _) ?? throw Unfit(value, "JSON");

    /// <summary>There is no value of type bytes here; its text is what an activity would see of it.</summary>
    private static DataNode.Text ToBytes(DataNode value)
    {
        if (value is not DataNode.Text text) throw Unfit(value, "a text");
        var builder = new StringBuilder("b'");
        foreach (var unit in Encoding.UTF8.GetBytes(text.Value))
        {
            _ = unit switch
            {
                (byte)'\\' => builder.Append("\\\\"),
                (byte)'\'' => builder.Append("\\'"),
                (byte)'\n' => builder.Append("\\n"),
                (byte)'\r' => builder.Append("\\r"),
                (byte)'\t' => builder.Append("\\t"),
                >= 0x20 and < 0x7F => builder.Append((char)unit),
                _ => builder.Append("\\x").Append(unit.ToString("x2", CultureInfo.InvariantCulture)),
            };
        }

        return DataNode.Of(builder.Append('\'').ToString());
    }

    private static ExperimentErrorException Unfit(DataNode value, string expected) =>
        new($"'{PythonText.Of(value)}' is not {expected}.");
}
