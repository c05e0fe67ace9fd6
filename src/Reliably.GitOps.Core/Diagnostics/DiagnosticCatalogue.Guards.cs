namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY2418 and on: plans and guardrails. RLY2618 and on: pre-checks, safeguards and automatic pauses.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule TimeoutCut { get; } = new(
        "RLY2418", Severity.Warning, "The guardrails of reliably.yaml allow {1}, so a timeout of {0} is cut to that.", "Shorten the timeout, or change 'guardrails: max-timeout'.");

    public static DiagnosticRule GuardAsksNothing { get; } = new(
        "RLY2618", Severity.Error, "A guard asks an endpoint or a probe: 'url' or 'probe', {0}.", "Write 'url: https://…', or 'probe:' with a Chaos Toolkit probe and its tolerance.");

    public static DiagnosticRule GuardActs { get; } = new(
        "RLY2619", Severity.Error, "A guard looks and changes nothing: its activity is a probe, not an action.", "Write 'type: probe'.");

    public static DiagnosticRule HeadersOfProbe { get; } = new(
        "RLY2620", Severity.Error, "'headers' belongs to 'url'; a probe has headers of its own.", "Put them under 'provider:' of the probe.");

    public static DiagnosticRule PausesNowhere { get; } = new(
        "RLY2621", Severity.Error, "'at' is empty: the run would be held nowhere.", "Name places: method, action, probe.");
}
