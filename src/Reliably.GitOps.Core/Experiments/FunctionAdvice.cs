using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// The arguments of Python functions that the built-in starters know: the Chaos Toolkit finds a wrong one only where the extension is installed, and
/// a missing one when it runs. What extension is installed, and which version, is not known, so these are warnings.
/// </summary>
internal static class FunctionAdvice
{
    public static void Check(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Function is not var (module, function) || KnownFunctions.Find(module, function) is not { Arguments.IsEmpty: false } starter) return;
        var written = activity.Provider.Field("arguments");
        if (written is not (null or { Node: DataNode.Mapping or DataNode.Null })) return;
        var mapping = written?.Node as DataNode.Mapping ?? DataNode.Mapping.Empty;
        var missing = starter.Arguments.Where(argument => argument.Required && !mapping.Has(argument.Name)).ToList();
        foreach (var entry in mapping.Entries) Given(entry, written!, starter, function, missing, findings);
        var place = written is { Node: DataNode.Mapping { Entries.Length: > 0 } } ? written.Head() : activity.Provider.Field("func")!;
        foreach (var argument in missing) findings.Add(DiagnosticCatalogue.MissingArgument.At(place, function, argument.Name, argument.Title is { } title ? title + "." : ""));
    }

    private static void Given(MappingEntry entry, DocumentCursor written, Starter starter, string function, List<StarterArgument> missing, DiagnosticList findings)
    {
        var argument = starter.Arguments.FirstOrDefault(argument => argument.Name == entry.Name);
        if (argument is null)
        {
            var names = starter.Arguments.Select(static one => one.Name).ToList();
            var nearest = Nearest.To(entry.Name, missing.Select(static one => one.Name)) ?? Nearest.To(entry.Name, names);
            missing.RemoveAll(one => one.Name == nearest);
            var hint = nearest is null ? "It takes " + string.Join(", ", names) + "." : $"Did you mean '{nearest}'?";
            findings.Add(DiagnosticCatalogue.UnknownArgument.At(written.AtKey(entry), entry.Name, function, hint));
            return;
        }

        var value = written.AtValue(entry);
        var isText = entry.Value is DataNode.Text text && text.Value.Contains('$', StringComparison.Ordinal);
        if (isText || (argument.Type == ArgumentType.Number && entry.Value is DataNode.Boolean)) return;
        if (!ArgumentRules.HasType(argument.Type, entry.Value))
        {
            findings.Add(DiagnosticCatalogue.WrongArgument.At(value, argument.Name, function, ArgumentRules.Words(argument.Type), NodeNames.Of(entry.Value), ""));
        }
        else if (!ArgumentRules.IsChoice(argument, entry.Value))
        {
            var choices = argument.Choices.Select(PythonText.Of).ToList();
            var wrong = PythonText.Of(entry.Value);
            findings.Add(DiagnosticCatalogue.WrongArgument.At(value, argument.Name, function, "one of " + string.Join(", ", choices), $"'{wrong}'", Nearest.Hint(wrong, choices, "")));
        }
    }
}
