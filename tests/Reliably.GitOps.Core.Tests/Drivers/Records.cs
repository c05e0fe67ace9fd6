using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Drivers;

/// <summary>Records of executions, one line each.</summary>
internal static class Records
{
    public const string Hash = "0123456789abcdef0123456789abcdef";

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static ExecutionRecord Of(Verdict verdict, string start = "2026-11-21T03:00:00Z", string experiment = "checkout/replica-loss", int number = 1) => new()
    {
        Id = ExecutionId.Create(Time(start), number),
        Experiment = Slug.Parse(experiment),
        ExperimentPath = $"experiments/{experiment}.yaml",
        Title = "Checkout survives losing a replica",
        ContentHash = Hash,
        Commit = CommitSha.Parse("0123456789abcdef0123456789abcdef01234567"),
        Plan = Slug.Parse("nightly"),
        PlanHash = "fedcba9876543210",
        Instant = Time(start),
        Environment = Slug.Parse("staging"),
        Deployment = Slug.Parse("local"),
        Runner = new("native", "0.1.0"),
        RollbackStrategy = new("always", "default"),
        HypothesisStrategy = new("default", "default"),
        Trigger = TriggerKind.Cron,
        Start = Time(start),
        End = Time(start).AddSeconds(42),
        Status = StatusOf(verdict),
        Deviated = verdict == Verdict.Deviated,
        Verdict = verdict,
        VerdictReason = $"It {Verdicts.NameOf(verdict)}.",
    };

    private static string? StatusOf(Verdict verdict) => verdict switch
    {
        Verdict.Error or Verdict.Blocked => null,
        Verdict.Interrupted or Verdict.Halted => "interrupted",
        Verdict.Aborted => "aborted",
        Verdict.Failed => "failed",
        _ => "completed",
    };
}
