using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>
/// Whether a starter means what it says: the arguments it declares are those that its activity uses. A starter that declares none is left
/// alone, so that an activity can be kept with nothing around it.
/// </summary>
internal static class StarterRules
{
    public static void Check(Starter starter, DocumentCursor root, DiagnosticList findings)
    {
        if (starter.Kind == ActivityType.Probe && root.Field("rollback") is { } rollback) findings.Add(DiagnosticCatalogue.ProbeWithRollback.At(rollback));
        if (root.Field("arguments") is not { } declared) return;
        var activity = root.Field("activity")!;
        var placeholders = Placeholders.Of(activity).ToList();
        var known = starter.Arguments.Concat(starter.Configuration).Select(static argument => argument.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, place) in placeholders.Where(one => !known.Contains(one.Name))) findings.Add(DiagnosticCatalogue.UndeclaredPlaceholder.At(place, name, Nearest.Hint(name, known, $"Add '{name}:' under 'arguments:', or under 'configuration:' if the experiment has it.")));
        if (starter.Activity.Provider is Provider.Python) Function(starter, activity, declared, findings);
        else Unused(starter, declared, placeholders.Select(static one => one.Name).ToHashSet(StringComparer.Ordinal), findings);
    }

    /// <summary>Of a Python function the declared arguments are the function's own.</summary>
    private static void Function(Starter starter, DocumentCursor activity, DocumentCursor declared, DiagnosticList findings)
    {
        var provider = activity.Field("provider")!;
        var passed = provider.Field("arguments");
        var names = starter.Arguments.Select(static argument => argument.Name).ToList();
        foreach (var entry in (passed?.Node as DataNode.Mapping ?? DataNode.Mapping.Empty).Entries.Where(entry => !names.Contains(entry.Name)))
        {
            findings.Add(DiagnosticCatalogue.UndeclaredArgument.At(passed!.AtKey(entry), entry.Name, Nearest.Hint(entry.Name, names, "")));
        }

        foreach (var argument in starter.Arguments)
        {
            var given = passed?.Field(argument.Name);
            if (given is not null) ArgumentRules.Check(argument, given, findings);
            else if (argument.Required) findings.Add(DiagnosticCatalogue.RequiredNotPassed.At(At(declared, argument.Name), argument.Name));
        }
    }

    private static void Unused(Starter starter, DocumentCursor declared, HashSet<string> used, DiagnosticList findings)
    {
        foreach (var argument in starter.Arguments.Where(argument => !used.Contains(argument.Name)))
        {
            findings.Add(DiagnosticCatalogue.UnusedArgument.At(At(declared, argument.Name), argument.Name));
        }
    }

    private static DocumentCursor At(DocumentCursor declared, string name) => declared.AtKey(((DataNode.Mapping)declared.Node).Entry(name)!);
}
