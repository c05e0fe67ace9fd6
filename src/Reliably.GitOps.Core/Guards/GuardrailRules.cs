using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Guards;

/// <summary>What <c>guardrails:</c> says about other documents: the integrations it names, and the plans that ask for more time than it allows.</summary>
internal static class GuardrailRules
{
    public static void Check(SnapshotState state, DiagnosticList findings)
    {
        var guardrails = state.Settings.Guardrails;
        if (guardrails.Integrations.IsEmpty && guardrails.MaxTimeout is null) return;
        if (state.Readings.FirstOrDefault(static reading => reading.Place.Kind == DocumentKind.Settings)?.Root?.Field("guardrails") is not { } written) return;
        var path = new NamePath(state.Names, state.Documents);
        path.Follow(DocumentKind.Integration, written.Field("integrations")?.Items() ?? []);
        findings.Add(path.Findings.ToImmutable());
        if (guardrails.MaxTimeout is { } most) Timeouts(state, most, PythonText.Of(written.Field("max-timeout")!.Node), findings);
    }

    private static void Timeouts(SnapshotState state, TimeSpan most, string shown, DiagnosticList findings)
    {
        foreach (var followed in state.Followed.Values)
        {
            if (followed.Plan is not { } resolved || resolved.Plan.Timeout <= most || followed.Reading.Root!.Field("timeout") is not { } timeout) continue;
            findings.Add(DiagnosticCatalogue.TimeoutCut.At(timeout, PythonText.Of(timeout.Node), shown));
        }
    }
}
