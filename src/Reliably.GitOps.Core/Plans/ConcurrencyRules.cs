using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>A plan that runs, or waits for its turn.</summary>
/// <param name="Key">Its claim.</param>
/// <param name="Plan">Slug of the plan.</param>
/// <param name="Group">What it excludes.</param>
/// <param name="Running">False while it waits.</param>
public sealed record ActivePlan(string Key, Slug Plan, string Group, bool Running);

/// <summary>What is done with a plan that is due while others run.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    public required DuePlan Due { get; init; }

    /// <summary>It starts at once, or as soon as those of its group before it have ended.</summary>
    public sealed record Enter : Admission;

    /// <summary>It takes the place of others of its group: those that run are interrupted (with rollbacks), those that wait are given up.</summary>
    public sealed record Replace(ImmutableArray<string> Others) : Admission;

    /// <summary>It does not run.</summary>
    public sealed record Refuse(string Reason) : Admission;
}

/// <summary>
/// Runs of one group exclude each other. Plans that name no group share the repository's own, one after another: two experiments at a time
/// would blame each other's faults.
/// </summary>
public static class ConcurrencyRules
{
    private static readonly Concurrency Default = new("", ConcurrencyPolicy.Queue);

    public static string GroupOf(Plan plan) => (plan.Concurrency ?? Default).Group;

    public static ImmutableArray<Admission> Admit(ImmutableArray<DuePlan> due, ImmutableArray<ActivePlan> active)
    {
        var now = active.ToList();
        var result = ImmutableArray.CreateBuilder<Admission>(due.Length);
        foreach (var item in due)
        {
            var admission = AdmitOne(item, now);
            result.Add(admission);
            if (admission is Admission.Replace replace) now.RemoveAll(other => !other.Running && replace.Others.Contains(other.Key));
            if (admission is not Admission.Refuse) now.Add(new(item.ClaimKey, item.Plan.Slug, GroupOf(item.Plan), now.TrueForAll(other => other.Group != GroupOf(item.Plan))));
        }

        return result.ToImmutable();
    }

    private static Admission AdmitOne(DuePlan due, List<ActivePlan> active)
    {
        var rule = due.Plan.Concurrency ?? Default;
        var others = active.Where(other => other.Group == rule.Group).ToImmutableArray();
        if (others.IsEmpty) return new Admission.Enter { Due = due };
        return rule.Policy switch
        {
            ConcurrencyPolicy.Forbid => new Admission.Refuse($"'{others[0].Plan}' of the same group is running") { Due = due },
            ConcurrencyPolicy.Replace => new Admission.Replace([.. others.Select(static other => other.Key)]) { Due = due },
            _ when others.Any(other => !other.Running && other.Plan == due.Plan.Slug) => new Admission.Refuse("an earlier run of it still waits for its turn") { Due = due },
            _ => new Admission.Enter { Due = due },
        };
    }
}
