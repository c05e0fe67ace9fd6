using System.Collections.Immutable;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>Holds a run at the places that its automatic pauses name. An event is passed on first, so that people see what they wait after.</summary>
internal sealed class AutoPausing(ImmutableArray<Integration.AutoPause> pauses, RunControl control, IProgress<RunEvent> next) : IProgress<RunEvent>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> types = new(StringComparer.Ordinal);

    public void Report(RunEvent value)
    {
        next.Report(value);
        if (PlaceOf(value) is not var (place, what)) return;
        foreach (var pause in pauses.Where(pause => pause.At.Contains(place))) control.Pause(pause.For, $"the auto-pause '{pause.Slug}'", what);
    }

    private (PausePlace Place, string What)? PlaceOf(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.PhaseStarted { Phase: RunPhase.Method }:
                return (PausePlace.Method, "before the method");
            case RunEvent.ActivityStarted { Phase: RunPhase.Method } started:
                lock (gate) types[started.Name] = started.Type;
                return null;
            case RunEvent.ActivityEnded { Phase: RunPhase.Method } ended:
                lock (gate) return (types.GetValueOrDefault(ended.Name) == "action" ? PausePlace.Action : PausePlace.Probe, $"after '{ended.Name}'");
            default:
                return null;
        }
    }
}
