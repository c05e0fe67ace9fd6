namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY16xx: unknowns. The Chaos Toolkit's verdict on these depends on the machine it runs on, and no file can say.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule UnknownModule { get; } = new(
        "RLY1601", Severity.Info, "Unknown: whether the Python module '{0}' can be imported and has '{1}' depends on the machine.", "The Chaos Toolkit refuses the experiment where it is missing.");

    public static DiagnosticRule UnknownProgram { get; } = new(
        "RLY1602", Severity.Info, "Unknown: whether there is a program '{0}' depends on the machine.", "The Chaos Toolkit refuses the experiment where it is missing.");

    public static DiagnosticRule UnknownEnvironment { get; } = new(
        "RLY1603", Severity.Info, "Unknown: whether the environment variable '{0}' is set depends on the machine.", "{1}");

    public static DiagnosticRule UnknownVault { get; } = new(
        "RLY1604", Severity.Info, "Unknown: whether this secret can be read depends on a vault.", "Without the Python package hvac it is empty.");

    public static DiagnosticRule UnknownControlModule { get; } = new(
        "RLY1605", Severity.Info, "Unknown: whether the Python module '{0}' of this control can be imported depends on the machine.", "Where it is missing the control does nothing, and the run goes on.");

    public static DiagnosticRule UnknownJsonPath { get; } = new(
        "RLY1606", Severity.Info, "Unknown: a tolerance of type jsonpath needs the Python package jsonpath2 beside the Chaos Toolkit.", "Our own engine needs nothing.");
}
