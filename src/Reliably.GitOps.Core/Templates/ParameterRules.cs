using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Templates;

/// <summary>Whether a value is one that a parameter allows.</summary>
public static class ParameterRules
{
    /// <summary>Longest time that a pattern of a document may take.</summary>
    internal static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Reports the first thing that is wrong with a value.</summary>
    internal static void Check(Parameter parameter, DocumentCursor value, DiagnosticList findings)
    {
        var name = parameter.Name;
        var shown = value.Node is DataNode.Text text ? $"'{text.Value}'" : PythonText.Of(value.Node);
        if (!IsOfType(parameter, value.Node))
        {
            var wanted = parameter.Untyped ? "a single value" : Words(parameter.Type);
            findings.Add(DiagnosticCatalogue.ParameterType.At(value, name, wanted, NodeNames.Of(value.Node), TypeHint(parameter, value.Node)));
        }
        else if (parameter.Choices.Length > 0 && !parameter.Choices.Contains(value.Node))
        {
            var choices = parameter.Choices.Select(PythonText.Of).ToList();
            findings.Add(DiagnosticCatalogue.ParameterChoice.At(
                value, name, string.Join(", ", choices), shown, Nearest.Hint(PythonText.Of(value.Node), choices, "")));
        }
        else if (parameter.Pattern is { } pattern && value.Node is DataNode.Text { Value: var written } && !Matches(written, pattern))
        {
            findings.Add(DiagnosticCatalogue.ParameterPattern.At(value, name, pattern, written));
        }
        else if (Size(value.Node) is { } number && OutOf(parameter, number) is { } limit)
        {
            findings.Add(DiagnosticCatalogue.ParameterRange.At(value, name, limit, shown));
        }
    }

    /// <summary>A number as a decimal; null for anything else, and for numbers no document means.</summary>
    internal static decimal? Number(DataNode node) => node switch
    {
        DataNode.Integer { Value: var whole } when BigInteger.Abs(whole) <= new BigInteger(decimal.MaxValue) => (decimal)whole,
        DataNode.Float { Value: var number } when double.IsFinite(number) && Math.Abs(number) < 1e28 => (decimal)number,
        _ => null,
    };

    private static double? Size(DataNode node) => node switch
    {
        DataNode.Integer integer => (double)integer.Value,
        DataNode.Float number => number.Value,
        _ => null,
    };

    private static string? OutOf(Parameter parameter, double number)
    {
        var culture = CultureInfo.InvariantCulture;
        if (parameter.Minimum is { } least && !(number >= (double)least)) return "least " + least.ToString(culture);
        return parameter.Maximum is { } most && !(number <= (double)most) ? "most " + most.ToString(culture) : null;
    }

    private static bool IsOfType(Parameter parameter, DataNode node)
    {
        if (parameter.Untyped) return node is not (DataNode.Sequence or DataNode.Mapping or DataNode.Null);
        return parameter.Type switch
        {
            ParameterType.Integer => node is DataNode.Integer,
            ParameterType.Number => node is DataNode.Integer or DataNode.Float,
            ParameterType.Boolean => node is DataNode.Boolean,
            _ => node is DataNode.Text,
        };
    }

    /// <summary>Quotes too many, or too few.</summary>
    private static string TypeHint(Parameter parameter, DataNode node) => (parameter.Type, node) switch
    {
        ({ } type, DataNode.Text { Value: var text }) when type != ParameterType.String && IsOfType(parameter, Reread(text)) => "Leave out the quotes.",
        (ParameterType.String, DataNode.Boolean or DataNode.Integer or DataNode.Float or DataNode.Timestamp) => "Put it in quotes.",
        _ => "",
    };

    private static DataNode Reread(string text) => text.Length < 40 ? JsonReader.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _) ?? DataNode.None : DataNode.None;

    private static string Words(ParameterType type) => type switch
    {
        ParameterType.Integer => "a whole number",
        ParameterType.Number => "a number",
        ParameterType.Boolean => "true or false",
        _ => "text",
    };

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
