namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY2309 and on: documents that exist, are good, and do not fit together. RLY2414: plans that are in each other's way.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule LeftOutReference { get; } = new(
        "RLY2309", Severity.Error, "The experiment '{0}' is left out by the settings, so no plan can run it.", "Change 'experiments: include' or 'exclude' in reliably.yaml, or name another experiment.");

    public static DiagnosticRule UnusedDocument { get; } = new("RLY2310", Severity.Info, "No plan uses the {0} '{1}'.", "{2}");

    public static DiagnosticRule PatternSelectsNothing { get; } = new("RLY2311", Severity.Warning, "'{0}' selects no experiment.", "{1}");

    public static DiagnosticRule VariableNotGiven { get; } = new(
        "RLY2312", Severity.Warning, "The experiment '{0}' needs {1} from its environment, and {2}: under the service it would fail.", "{3}");

    public static DiagnosticRule AlwaysInTheWay { get; } = new(
        "RLY2414", Severity.Warning, "'{0}' of the same concurrency group is due at every instant of this plan, so it {1}.", "Choose another time, or 'policy: queue'{2}.");
}
