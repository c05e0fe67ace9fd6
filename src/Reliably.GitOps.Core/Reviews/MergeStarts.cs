using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Reviews;

/// <summary>Plans that the merge itself starts: <c>now</c> for a new content of the plan, <c>change</c> for a new content of it or of its experiments.</summary>
internal static class MergeStarts
{
    public static ImmutableArray<Plan> Of(ReviewInput input) => [.. input.After.Plans.Values.Where(plan => !plan.Suspended && Starts(input, plan))];

    public static bool Starts(ReviewInput input, Plan plan)
    {
        if (plan.Suspended) return false;
        var before = input.Before.Plans.GetValueOrDefault(plan.Slug);
        return plan.Schedule switch
        {
            Schedule.Now => before?.ContentHash != plan.ContentHash,
            Schedule.Change => before?.ContentHash != plan.ContentHash || plan.Experiments.Any(slug => HashOf(input.Before, slug) != HashOf(input.After, slug)),
            _ => false,
        };
    }

    private static string? HashOf(RepositorySnapshot snapshot, Slug slug) => snapshot.Experiments.GetValueOrDefault(slug)?.ContentHash;
}
