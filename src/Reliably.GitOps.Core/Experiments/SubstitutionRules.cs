using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the <c>${name}</c> in the parts of an experiment that the Chaos Toolkit substitutes, and in those that it does not.</summary>
internal static class SubstitutionRules
{
    private const string Undeclared = "Declare it under 'configuration:', or write '$$' for a dollar sign.";

    /// <summary>Every text of a part that is substituted.</summary>
    /// <param name="part">The part; null where it is absent.</param>
    /// <param name="scope">The names that there are.</param>
    /// <param name="shell">Whether the text goes to a shell, which has variables of its own.</param>
    public static void Check(DocumentCursor? part, ExperimentScope scope, bool shell = false)
    {
        if (part is null || scope.Variables is not { } variables) return;
        foreach (var (place, text) in Texts(part))
        {
            foreach (var found in Placeholder.In(text)) Check(place, text, found, variables, shell, scope.Findings);
        }
    }

    /// <summary>A part that is taken as it is written although somebody meant a variable.</summary>
    public static void CheckTakenLiterally(DocumentCursor? part, string key, string owner, ExperimentScope scope)
    {
        if (part is null || scope.Variables is not { } variables) return;
        foreach (var (place, text) in Texts(part))
        {
            foreach (var found in Placeholder.In(text).Where(found => found.Kind == PlaceholderKind.Braced && variables.Has(found.Name)))
            {
                scope.Findings.Add(DiagnosticCatalogue.NotSubstituted.At(place.Inside(found.Start, found.Length), key, owner, text.Substring(found.Start, found.Length)));
            }
        }
    }

    /// <summary>The name where a text is nothing but one <c>${name}</c>.</summary>
    public static string? WholeName(DataNode node) =>
        node is DataNode.Text { Value: ['$', ..] text } && Placeholder.At(text, 0) is { Kind: PlaceholderKind.Braced } found && found.Length == text.Length ? found.Name : null;

    private static void Check(DocumentCursor place, string text, Placeholder found, VariableNames variables, bool shell, DiagnosticList findings)
    {
        if (found.Kind == PlaceholderKind.Invalid)
        {
            NearlyOne(place, text, found.Start, variables, findings);
            return;
        }

        if (!found.HasName || variables.Has(found.Name)) return;
        var near = Nearest.To(found.Name, variables.All);
        var maybeMeantForOthers = shell || variables.IsOpenToControls || found.Kind == PlaceholderKind.Named;
        if (near is null && maybeMeantForOthers) return;
        var hint = near is null ? Undeclared : $"Did you mean '{near}'?";
        findings.Add(DiagnosticCatalogue.UndeclaredVariable.At(place.Inside(found.Start, found.Length), found.Name, hint));
    }

    /// <summary>A <c>${ name }</c>, <c>${group.name}</c> or <c>${my-name}</c> of something that is declared.</summary>
    private static void NearlyOne(DocumentCursor place, string text, int start, VariableNames variables, DiagnosticList findings)
    {
        var end = text.IndexOf('}', start);
        if (end < 0 || start + 2 > end || text[start + 1] != '{') return;
        var inside = text[(start + 2)..end];
        var name = new[] { inside, inside.Trim(), inside[(inside.LastIndexOf('.') + 1)..] }.FirstOrDefault(name => name.Length > 0 && !variables.IsOpen && variables.Has(name));
        if (name is null) return;
        var isName = Placeholder.At("${" + name + "}", 0).HasName;
        var hint = isName ? $"Write '${{{name}}}'." : $"Give '{name}' another name.";
        findings.Add(DiagnosticCatalogue.NotAPlaceholder.At(place.Inside(start, end + 1 - start), text[start..(end + 1)], hint));
    }

    private static IEnumerable<PlacedText> Texts(DocumentCursor part) => part.Node switch
    {
        DataNode.Text text => text.Value.Contains('$', StringComparison.Ordinal) ? [new(part, text.Value)] : [],
        DataNode.Sequence => part.Items().SelectMany(Texts),
        DataNode.Mapping mapping => mapping.Entries.SelectMany(entry => Texts(part.AtValue(entry))),
        _ => [],
    };

    private sealed record PlacedText(DocumentCursor Place, string Text);
}
