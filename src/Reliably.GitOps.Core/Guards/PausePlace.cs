namespace Reliably.GitOps.Guards;

/// <summary>Where an <c>auto-pause</c> holds a run.</summary>
public enum PausePlace
{
    /// <summary>Before the first activity of the method, once the system was seen steady.</summary>
    Method,

    /// <summary>After each action of the method.</summary>
    Action,

    /// <summary>After each probe of the method.</summary>
    Probe,
}
