using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What runs in the background. The Chaos Toolkit waits for its own background activities at the end of the method; for what a shell puts
/// into the background nobody waits.
/// </summary>
internal static class BackgroundAdvice
{
    private static readonly string[] Enders = ["kill", "pkill", "killall", "fuser"];

    public static void Check(DocumentCursor root, Substitution values, DiagnosticList findings)
    {
        Useless(root, findings);
        ImmutableArray<AdvisedActivity> method = [.. Advised(root.Field("method"), values)];
        var commands = method.Select(static one => one.Command).Concat(Advised(root.Field("rollbacks"), values).Select(static one => one.Command)).OfType<CommandLine>();
        var isEnded = commands.SelectMany(static line => line.Commands).Any(static command => Enders.Contains(CommandLine.NameOf(command.Words[0])));
        if (isEnded) return;
        foreach (var activity in method) LeftBehind(activity, findings);
    }

    private static void LeftBehind(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Command is not { InShell: true } line) return;
        var left = line.Commands.FirstOrDefault(static command => command.Operator == "&");
        if (left is null || line.Commands.Any(static command => command.Words[0] == "wait")) return;
        findings.Add(DiagnosticCatalogue.LeftBehind.At(activity.Provider.Field("arguments") ?? activity.Provider.Head(), CommandLine.NameOf(left.Words[0])));
    }

    private static void Useless(DocumentCursor root, DiagnosticList findings)
    {
        foreach (var probe in root.Field(ExperimentReader.HypothesisKey)?.Field("probes")?.Items() ?? [])
        {
            if (!IsBackground(probe)) continue;
            findings.Add(DiagnosticCatalogue.BackgroundForNothing.At(probe.Field("background")!, "the hypothesis asks its probes one after the other", "Remove it."));
        }

        ImmutableArray<DocumentCursor> method = [.. root.Field("method")?.Items() ?? []];
        if (method is not [.. var before, var last] || !IsBackground(last) || (before is [.., var other] && IsBackground(other))) return;
        findings.Add(DiagnosticCatalogue.BackgroundForNothing.At(
            last.Field("background")!, "nothing comes after it, and the method ends when it has ended", "Put it before what is meant to happen meanwhile, or remove 'background'."));
    }

    private static IEnumerable<AdvisedActivity> Advised(DocumentCursor? activities, Substitution values) =>
        (activities?.Items() ?? []).Select(activity => AdvisedActivity.Of(activity, values)).OfType<AdvisedActivity>();

    private static bool IsBackground(DocumentCursor activity) => activity.Field("background")?.Node is DataNode.Boolean { Value: true };
}
