using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Where published files lie (PRODUCT: What the service writes). Names keep <c>[a-z0-9._/-]</c> and encode every other byte of their UTF-8
/// form as <c>~XX</c>, so that two slugs never share a file, whatever the file system.
/// </summary>
public static class ReportPaths
{
    public const string Root = "reports/";
    public const string Dashboard = "reports/README.md";
    public const string DashboardPlot = "reports/dashboard.svg";
    public const string Index = "reports/index.json";
    public const string RepositoryBadge = "reports/badges/resilience.svg";
    public const string RepositoryBadgeEndpoint = "reports/badges/resilience.json";
    public const string Assets = "reports/assets/";

    public static string ExperimentPage(Slug slug) => "reports/experiments/" + Encode(slug) + ".md";

    public static string ExperimentData(Slug slug) => "reports/experiments/" + Encode(slug) + ".json";

    public static string BadgeImage(Slug slug) => "reports/badges/experiments/" + Encode(slug) + ".svg";

    public static string BadgeEndpoint(Slug slug) => "reports/badges/experiments/" + Encode(slug) + ".json";

    public static string Record(ExecutionId id) => Execution(id) + ".record.json";

    public static string Journal(ExecutionId id) => Execution(id) + ".journal.json";

    public static string ExecutionPage(ExecutionId id) => Execution(id) + ".md";

    /// <summary>The picture on the page of an execution.</summary>
    public static string ExecutionTimeline(ExecutionId id) => Execution(id) + ".timeline.svg";

    /// <summary>The days on which experiments ran.</summary>
    public const string ActivityCalendar = "reports/activity.svg";

    /// <summary>The dashboard's page of experiments, from 2: the first is <see cref="Dashboard"/>.</summary>
    public static string DashboardPage(int number) => "reports/dashboard-" + number.ToString(CultureInfo.InvariantCulture) + ".md";

    /// <summary>True for a path that only the service may write.</summary>
    public static bool IsReport(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    public static string Encode(Slug slug)
    {
        var builder = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(slug.Value))
        {
            var c = (char)unit;
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '/' or '-') builder.Append(c);
            else builder.Append('~').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }

    private static string Execution(ExecutionId id) =>
        "reports/executions/" + id.CreatedAt.UtcDateTime.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture) + "/" + id.Value;
}
