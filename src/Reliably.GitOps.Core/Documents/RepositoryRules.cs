using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>
/// What is wrong with the documents of a repository together, beyond their names and references. These rules are run for every new snapshot
/// over all documents, so they look only at what is at hand: no text is read again.
/// </summary>
internal static class RepositoryRules
{
    public static void Check(SnapshotState state, DiagnosticList findings)
    {
        Strangers(state, findings);
        Patterns(state, findings);
        Unused(state, findings);
        GuardrailRules.Check(state, findings);
        WindowRules.Check(state.Settings.Guardrails.Windows, state.Followed.Values.Where(static followed => followed.Plan is not null).Select(static followed => (followed.Plan!.Plan, followed.Reading.Root!)), findings);
    }

    /// <summary>A glob of the settings that is a slip of the pen leaves in, or out, what was not meant.</summary>
    private static void Patterns(SnapshotState state, DiagnosticList findings)
    {
        if (state.Settings.IncludeExperiments.IsEmpty && state.Settings.ExcludeExperiments.IsEmpty) return;
        if (state.Readings.FirstOrDefault(static reading => reading.Place.Kind == DocumentKind.Settings)?.Root?.Field("experiments") is not { } written) return;
        foreach (var item in (written.Field("include")?.Items() ?? []).Concat(written.Field("exclude")?.Items() ?? []))
        {
            if (item.Node is not DataNode.Text { Value: var pattern } || state.Readings.Any(reading => reading.Place.Kind == DocumentKind.Experiment && ExperimentSelection.Selects(pattern, reading.Slug))) continue;
            var names = state.Readings.Where(static reading => reading.Place.Kind == DocumentKind.Experiment).Select(static reading => reading.Slug.Value).ToList();
            List<string> folders = [.. names.Where(static name => name.Contains('/', StringComparison.Ordinal)).Select(static name => name[..name.LastIndexOf('/')]).Distinct()];
            var folder = pattern.Split('/')[0];
            var meant = Nearest.To(pattern, names) ?? (Nearest.To(folder, folders) is { } near && near != folder ? near + pattern[folder.Length..] : null);
            findings.Add(DiagnosticCatalogue.PatternSelectsNothing.At(item, pattern, meant is null ? "Patterns are matched below experiments/: * within a folder, ** over folders." : $"Did you mean '{meant}'?"));
        }
    }

    /// <summary>What only plans can use, and none does. A guard that no plan names guards nothing.</summary>
    private static void Unused(SnapshotState state, DiagnosticList findings)
    {
        if (!state.Readings.Any(static reading => IsForPlans(reading))) return;
        var used = state.Followed.Values.SelectMany(static followed => followed.Names).Where(static name => IsForPlans(name.Kind)).ToHashSet();
        used.UnionWith(state.Settings.Guardrails.Integrations.Select(static slug => (DocumentKind.Integration, slug)));
        foreach (var reading in state.Readings.Where(reading => IsForPlans(reading) && !used.Contains((reading.Place.Kind, reading.Slug))))
        {
            var isGuard = reading.Document is Integration.PreCheck or Integration.Safeguard or Integration.AutoPause;
            var key = reading.Place.Kind == DocumentKind.Integration ? $"'integrations: [{reading.Slug}]'" : $"'deployment: {reading.Slug}'";
            findings.Add(DiagnosticCatalogue.UnusedDocument.At(
                reading.Root!.Head(), RepositoryLayout.NameOf(reading.Place.Kind), reading.Slug.Value, isGuard ? $"So it guards nothing. A plan names it with {key}." : $"A plan names it with {key}."));
        }
    }

    private static bool IsForPlans(DocumentReading reading) => IsForPlans(reading.Place.Kind) && reading is { IsGood: true, Root: not null };

    private static bool IsForPlans(DocumentKind kind) => kind is DocumentKind.Integration or DocumentKind.Deployment;

    /// <summary>Data that lies beside experiments is told once a folder.</summary>
    private static void Strangers(SnapshotState state, DiagnosticList findings)
    {
        var folders = state.Readings.Select(static reading => reading.Stranger).OfType<DocumentCursor>()
            .GroupBy(static head => head.File[..(head.File.LastIndexOf('/') + 1)]);
        foreach (var folder in folders)
        {
            var files = folder.ToList();
            var what = files.Count == 1 ? "A file" : FormattableString.Invariant($"{files.Count} files of {folder.Key}");
            findings.Add(DiagnosticCatalogue.NotAnExperiment.At(files[0], what));
        }
    }
}
