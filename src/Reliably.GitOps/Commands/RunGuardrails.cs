using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Commands;

/// <summary>What guards a run at a terminal: the guardrails of the repository it belongs to, and the integrations that were named.</summary>
internal sealed record RunGuardrails(string Root, Guardrails Guardrails, GuardSet Guards)
{
    /// <exception cref="CannotRunException">An integration that was named, or that the guardrails name, is missing or broken.</exception>
    public static RunGuardrails Find(string root, string[] named)
    {
        var files = RunTarget.SettingsOf(root).Where(static file => file.Content.Span.IndexOf("guardrails"u8) >= 0).ToList();
        if (files.Count == 0 && named.Length == 0) return new(root, Guardrails.None, GuardSet.None);
        var guardrails = Settings(files);
        var names = named.Select(NameOf).Concat(guardrails.Integrations).Distinct().ToList();
        if (names.Count == 0) return new(root, guardrails, GuardSet.None);
        var snapshot = SnapshotReader.Read(names.Select(name => FileOf(root, name)), null);
        foreach (var name in names.Where(name => !snapshot.Integrations.ContainsKey(name)))
        {
            throw new CannotRunException($"The integration '{name}' cannot be used.", string.Join(' ', snapshot.Diagnostics.Where(static one => one.Severity == Severity.Error).Select(static one => $"{one.Location}: {one.Message}")));
        }

        return new(root, guardrails, GuardSet.Of(names, snapshot.Integrations));
    }

    /// <summary>What may stand in the way of it. A run at a terminal counts for no limit: each is a process of its own.</summary>
    public RunObstacles Obstacles(Terminal terminal) =>
        new(terminal.Clock, EmergencyFile.All(terminal.Variables, EmergencyFile.OfFolder(Root)), new(null)) { Guardrails = Guardrails };

    /// <summary>Settings that cannot be read might forbid the run, so nothing is run by them.</summary>
    private static Guardrails Settings(List<RepositoryFile> files)
    {
        if (files.Count == 0) return Guardrails.None;
        var snapshot = SnapshotReader.Read(files, null);
        var wrong = snapshot.Diagnostics.FirstOrDefault(static one => one.Severity == Severity.Error && one.Pointer.StartsWith("/guardrails", StringComparison.Ordinal) && !one.Pointer.StartsWith("/guardrails/integrations", StringComparison.Ordinal));
        return wrong is null ? snapshot.Settings.Guardrails : throw new CannotRunException($"The guardrails of this repository cannot be read: {wrong.Location}: {wrong.Message}", "Mend them: what they forbid is not known.");
    }

    private static Slug NameOf(string written) =>
        Slug.TryParse(written, out var slug) ? RepositoryLayout.Referred(DocumentKind.Integration, slug) : throw new CannotRunException($"'{written}' is not the name of an integration.", "Name one by its path below integrations/, without the extension.");

    private static RepositoryFile FileOf(string root, Slug name)
    {
        var file = RunTarget.FindBelow(root, "integrations", name.Value)
            ?? throw new CannotRunException($"There is no integration '{name}' in {root}.", $"Write integrations/{name}.yaml, or name one that is there.");
        return new(RunTarget.Relative(root, file), RunTarget.Read(file));
    }
}
