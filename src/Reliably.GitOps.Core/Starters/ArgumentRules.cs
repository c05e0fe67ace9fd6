using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

/// <summary>Whether a value is one that an argument of a starter allows.</summary>
public static class ArgumentRules
{
    internal static string[] TypeNames { get; } = [.. Enum.GetValues<ArgumentType>().Select(NameOf)];

    /// <summary>The type as documents write it.</summary>
    public static string NameOf(ArgumentType type) => type switch
    {
        ArgumentType.String => "string",
        ArgumentType.Integer => "integer",
        ArgumentType.Number => "number",
        ArgumentType.Boolean => "boolean",
        ArgumentType.List => "list",
        ArgumentType.Mapping => "mapping",
        _ => "any",
    };

    /// <summary>The type in a sentence, as in "must be a whole number".</summary>
    public static string Words(ArgumentType type) => type switch
    {
        ArgumentType.String => "text",
        ArgumentType.Integer => "a whole number",
        ArgumentType.Number => "a number",
        ArgumentType.Boolean => "true or false",
        ArgumentType.List => "a list",
        ArgumentType.Mapping => "a mapping",
        _ => "a value",
    };

    /// <summary>Whether the value has the type, or may have it once its variables are filled in. Null always may: Python takes it for "not given".</summary>
    public static bool HasType(ArgumentType type, DataNode value) => value is DataNode.Null || Placeholders.StandIn(value) || type switch
    {
        ArgumentType.String => value is DataNode.Text,
        ArgumentType.Integer => value is DataNode.Integer,
        ArgumentType.Number => value is DataNode.Integer or DataNode.Float,
        ArgumentType.Boolean => value is DataNode.Boolean,
        ArgumentType.List => value is DataNode.Sequence,
        ArgumentType.Mapping => value is DataNode.Mapping,
        _ => true,
    };

    /// <summary>Whether the value is among the choices, where there are any.</summary>
    public static bool IsChoice(StarterArgument argument, DataNode value) =>
        argument.Choices.IsEmpty || value is DataNode.Null || Placeholders.StandIn(value) || argument.Choices.Contains(value);

    internal static void Check(StarterArgument argument, DocumentCursor value, DiagnosticList findings)
    {
        if (!HasType(argument.Type, value.Node))
        {
            findings.Add(DiagnosticCatalogue.ParameterType.At(value, argument.Name, Words(argument.Type), NodeNames.Of(value.Node)));
        }
        else if (!IsChoice(argument, value.Node))
        {
            var choices = argument.Choices.Select(PythonText.Of).ToList();
            var written = PythonText.Of(value.Node);
            findings.Add(DiagnosticCatalogue.ParameterChoice.At(value, argument.Name, string.Join(", ", choices), $"'{written}'", Nearest.Hint(written, choices, "")));
        }
    }
}
