using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Experiments;

/// <summary>What the rules about the parts of one experiment share: the names that its parts may use, and where findings go.</summary>
internal sealed record ExperimentScope
{
    public required DiagnosticList Findings { get; init; }

    /// <summary>The activities that a <c>ref</c> may name.</summary>
    public ActivityNames Activities { get; init; } = new();

    /// <summary>The variables that a <c>${name}</c> may name; null where nobody can say, as in a starter.</summary>
    public VariableNames? Variables { get; init; }

    /// <summary>What depends on the machine; null where it is not told, as in a starter.</summary>
    public MachineUnknowns? Machine { get; init; }
}
