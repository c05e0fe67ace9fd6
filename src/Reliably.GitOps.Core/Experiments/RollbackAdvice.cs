using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Actions for which a built-in starter names what undoes them, in an experiment that does not. Only where nothing under <c>rollbacks</c> could be
/// meant for it: a program or a call there may do anything.
/// </summary>
internal static class RollbackAdvice
{
    public static void Check(DocumentCursor root, Substitution values, DiagnosticList findings)
    {
        // A rollback that is a reference stands for an activity of the method, which may be the one that undoes.
        if ((root.Field("rollbacks")?.Items() ?? []).Any(static item => item.Field("ref") is { Node: not DataNode.Null })) return;
        ImmutableArray<AdvisedActivity> method = [.. Of(root.Field("method"), values)];
        var rollbacks = new Lazy<ImmutableArray<AdvisedActivity>>(() => [.. Of(root.Field("rollbacks"), values)]);
        for (var i = 0; i < method.Length; i++)
        {
            var action = method[i];
            if (action.At.Field("type")?.Node is not DataNode.Text { Value: "action" } || Known(action) is not { Rollback: { } slug } || BuiltInStarters.Find(slug) is not { } rollback) continue;
            if (rollbacks.Value.Any(other => MayUndo(other, action, rollback)) || method.Skip(i + 1).Any(other => Does(other, rollback))) continue;
            findings.Add(DiagnosticCatalogue.NotUndone.At(action.At.Field("name") ?? action.At.Head(), action.Name, slug.Value));
        }
    }

    private static Starter? Known(AdvisedActivity action)
    {
        if (action.Function is var (module, function)) return KnownFunctions.Find(module, function);
        return action.Command is { Commands: [var only] } ? KnownPrograms.Find(only) : null;
    }

    private static bool MayUndo(AdvisedActivity other, AdvisedActivity action, Starter rollback) =>
        other.Function is not var (module, _) || action.Function is not var (changed, _) || module.Split('.')[0] == changed.Split('.')[0] || Does(other, rollback);

    private static bool Does(AdvisedActivity activity, Starter starter) => starter.Activity.Provider switch
    {
        Provider.Python python => activity.Function is var (module, function) && module == python.Module && function == python.Function,
        Provider.Process => activity.Command?.Commands.Any(starter.Runs) ?? false,
        _ => false,
    };

    private static IEnumerable<AdvisedActivity> Of(DocumentCursor? activities, Substitution values) =>
        (activities?.Items() ?? []).Select(activity => AdvisedActivity.Of(activity, values)).OfType<AdvisedActivity>();
}
