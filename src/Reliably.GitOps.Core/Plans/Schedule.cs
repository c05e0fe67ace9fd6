namespace Reliably.GitOps.Plans;

/// <summary>When a plan is due (PRODUCT: Plan). Zones are IANA names.</summary>
public abstract record Schedule
{
    private Schedule()
    {
    }

    /// <summary>Once for each content of the plan, for a commit that the service saw arrive.</summary>
    public sealed record Now : Schedule;

    /// <summary>At one instant. <paramref name="At"/> is the nominal time, already in UTC.</summary>
    public sealed record Once(DateTimeOffset At, string TimeZone) : Schedule;

    /// <summary>Five fields or a macro such as <c>@daily</c>, in a zone; jitter is derived from plan and instant.</summary>
    public sealed record Cron(string Pattern, string TimeZone) : Schedule
    {
        public TimeSpan Jitter { get; init; }

        public MissedPolicy Missed { get; init; } = MissedPolicy.Skip;
    }

    /// <summary>Whenever one of its experiments (or the plan) changes, for a commit that the service saw arrive.</summary>
    public sealed record Change : Schedule;

    /// <summary>Only when somebody asks: <c>reliably plan trigger</c>.</summary>
    public sealed record Manual : Schedule;
}

/// <summary>What happens to instants that passed while the service was down.</summary>
public enum MissedPolicy
{
    Skip,
    RunOnce,
}
