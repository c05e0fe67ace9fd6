using System.Collections.Immutable;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Which state of <c>reports/</c> the service made of which, by the names of their trees. So what it wrote is known again however a pull request is merged,
/// rebased or brought up to date, whatever the commit is called then and whoever seems to have written it. The way leads forward only: whoever takes a report
/// back, even to a state that once was ours, is not the service.
/// </summary>
public sealed class ReportSteps
{
    private const string Nothing = "";

    private readonly ImmutableDictionary<string, ImmutableArray<string>> next;

    private ReportSteps(ImmutableDictionary<string, ImmutableArray<string>> next) => this.next = next;

    /// <summary>None yet.</summary>
    public static ReportSteps None { get; } = new(ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal));

    /// <summary>With one more: a tree, or null for no reports at all, and what became of it.</summary>
    public ReportSteps With(string? before, string? after) =>
        before == after ? this : new(next.SetItem(before ?? Nothing, next.GetValueOrDefault(before ?? Nothing, []).Add(after ?? Nothing)));

    /// <summary>Whether steps of ours alone lead from one state to another.</summary>
    public bool Lead(string? before, string? after)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { before ?? Nothing };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var state))
        {
            if (state == (after ?? Nothing)) return true;
            foreach (var following in next.GetValueOrDefault(state, []).Where(seen.Add)) open.Enqueue(following);
        }

        return false;
    }
}
