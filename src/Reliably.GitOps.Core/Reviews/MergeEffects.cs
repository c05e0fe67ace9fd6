using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>"What this merge will do": one folded section with a part for each document, plans first, because they are what makes things happen.</summary>
internal static class MergeEffects
{
    private const int RoomOfMeeting = 4_000;

    private static readonly DocumentKind[] Order =
        [DocumentKind.Plan, DocumentKind.Experiment, DocumentKind.Template, DocumentKind.Environment, DocumentKind.Deployment, DocumentKind.Integration, DocumentKind.Starter, DocumentKind.Settings];

    public static string Write(ReviewInput input, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings, int room)
    {
        var (changed, meeting) = (documents.Where(static one => one.Change is not null), documents.Where(static one => one is { Change: null, Kind: DocumentKind.Plan }).ToList());
        var parts = changed.OrderBy(static one => Array.IndexOf(Order, one.Kind)).Select(one => Part(input, one, findings.Revealing.Contains(one.Path))).Where(static part => part.Length > 0).ToList();
        if (meeting.Count > 0) parts.Add("#### Plans that meet the change\n\n" + BoundedBlocks.Fit([.. meeting.Select(one => PlanEffect.Brief(input, one))], RoomOfMeeting, static left => FormattableString.Invariant($"- … and {left} more\n")) + "\n");
        if (parts.Count == 0) return "";
        const string head = "<details><summary><b>What this merge will do</b></summary>\n\n";
        const string end = "</details>\n\n";
        var body = BoundedBlocks.Fit(parts, room - head.Length - end.Length, static left => FormattableString.Invariant($"… and {left} more documents.\n\n"));
        return body.Length == 0 ? "" : head + body + end;
    }

    /// <param name="input">The review.</param>
    /// <param name="one">The document.</param>
    /// <param name="reveals">Something in it looks like a secret, so none of its values is repeated.</param>
    internal static string Part(ReviewInput input, ReviewedDocument one, bool reveals)
    {
        var text = one.Kind switch
        {
            DocumentKind.Plan => PlanEffect.Write(input, one),
            DocumentKind.Experiment => ExperimentEffect.Write(input, one, reveals),
            DocumentKind.Template => TemplateEffect.Write(input, one),
            DocumentKind.Environment => EnvironmentEffect.Write(input, one),
            DocumentKind.Deployment or DocumentKind.Integration => UsedByPlans(input, one),
            DocumentKind.Settings => SettingsEffect.Write(input),
            _ => "",
        };
        return text.Length == 0 ? "" : $"#### {Heading(one)}\n\n{text}\n";
    }

    private static string Heading(ReviewedDocument one)
    {
        if (one.Kind == DocumentKind.Settings) return "Settings";
        var kind = RepositoryLayout.NameOf(one.Kind);
        var what = one.Change?.Kind switch { ChangeKind.Added => ", new", ChangeKind.Deleted => ", removed", ChangeKind.Renamed => ", renamed", _ => "" };
        return char.ToUpperInvariant(kind[0]) + kind[1..] + " " + MarkdownText.Code(MarkdownText.Cut(one.Slug.Value, 120)) + what;
    }

    private static string UsedByPlans(ReviewInput input, ReviewedDocument one)
    {
        var plans = input.After.Plans.Values.Where(plan => one.Kind == DocumentKind.Deployment ? plan.Deployment == one.Slug : plan.Integrations.Contains(one.Slug));
        var everywhere = one.Kind == DocumentKind.Integration && PlanGuards.RailsOf(input).Integrations.Contains(one.Slug);
        return everywhere ? "- It guards every run of the repository (`guardrails: integrations`).\n" : NameList.Used(plans.Select(static plan => plan.Slug));
    }
}
