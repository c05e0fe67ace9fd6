namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY2650 and on: where experiments run.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule BadImage { get; } = new(
        "RLY2650", Severity.Error, "'{0}' is not the name of an image.", "Write it as 'docker pull' takes it: registry.example.com/team/chaos:1.4, in lower case.");

    public static DiagnosticRule BadContainerUser { get; } = new(
        "RLY2651", Severity.Error, "'{0}' is not an account of a container.", "Write a number or a name, with a group behind a colon if need be: 1000, \"1000:1000\", chaos.");

    public static DiagnosticRule BadNetwork { get; } = new(
        "RLY2652", Severity.Error, "'{0}' is not the name of a network.", "Write none, bridge, or the name of a network that the server grants. The network of another container or process cannot be shared.");

    public static DiagnosticRule MovingImage { get; } = new(
        "RLY2653", Severity.Info, "'{0}' may be another image tomorrow, and then two runs are not the same experiment.", "Name a tag other than latest, or a digest.");

    public static DiagnosticRule LinesInContainer { get; } = new(
        "RLY2654", Severity.Error, "'{0}' has several lines, which no container engine takes as a variable, and '{1}' is a container.",
        "Put the text into one line, or make it a secret with 'path:', which is given as a file.");
}
