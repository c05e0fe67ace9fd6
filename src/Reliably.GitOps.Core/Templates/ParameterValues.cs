using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Templates;

/// <summary>Values for parameters as people type them on a command line.</summary>
public static class ParameterValues
{
    /// <summary>The typed value of a word: text where text is asked for, else as YAML would read it.</summary>
    public static DataNode Read(Parameter parameter, string word)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var text = DataNode.Of(word);
        if (parameter is { Type: ParameterType.String, Untyped: false } || parameter.Choices.Contains(text)) return text;
        return YamlScalar.Resolve(word, out _) is { } value and not (DataNode.Null or DataNode.Timestamp) ? value : text;
    }

    /// <summary>The value of a word for which no type is known: whatever YAML reads, also lists and mappings; text where it reads nothing.</summary>
    public static DataNode ReadAny(string word) => YamlReader.TryParse(Encoding.UTF8.GetBytes(word), out _) ?? DataNode.Of(word);

    /// <summary>What is wrong with a value; null where it is allowed.</summary>
    public static Diagnostic? Check(Parameter parameter, DataNode value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var findings = new DiagnosticList();
        ParameterRules.Check(parameter, new("--set", "/" + parameter.Name, value, default), findings);
        return findings.ToImmutable().FirstOrDefault();
    }
}
