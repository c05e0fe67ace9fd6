using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>The tables of <c>docs/starters.md</c> are made from the catalogue. <c>RELIABLY_UPDATE=1 dotnet test</c> writes them anew.</summary>
public class StarterPageTests
{
    private const string Mark = "<!-- made from the catalogue; RELIABLY_UPDATE=1 dotnet test writes it anew -->";

    private static readonly (string Target, string Title, string Needs)[] Targets =
    [
        ("process", "Processes and machines", "Programs of Linux on the machine that runs the experiment. No Python."),
        ("http", "HTTP", "No package; only those that call a function need `pip install chaostoolkit-reliably`."),
        ("kubernetes", "Kubernetes", "`pip install chaostoolkit-kubernetes`, and a `~/.kube/config` or a service account."),
        ("aws", "AWS", "`pip install chaostoolkit-aws`, and credentials as boto3 finds them."),
        ("google-cloud", "Google Cloud", "`pip install chaostoolkit-google-cloud-platform`, and the credentials of a service account."),
        ("azure", "Azure", "`pip install chaostoolkit-azure`, and credentials as the SDK of Azure finds them."),
        ("prometheus", "Prometheus", "`pip install chaostoolkit-prometheus` for those that call a function."),
        ("toxiproxy", "Toxiproxy", "`pip install chaostoolkit-toxiproxy`, and a running Toxiproxy."),
        ("load", "Load", "The program that sends the traffic; `pip install chaostoolkit-reliably` for those that call a function."),
    ];

    [Fact]
    public void The_page_lists_every_starter()
    {
        var path = Path.Combine(Repository.Root, "docs", "starters.md");
        var page = File.ReadAllText(path);
        var wanted = page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)] + "\n" + Tables();
        if (System.Environment.GetEnvironmentVariable("RELIABLY_UPDATE") == "1") File.WriteAllText(path, wanted);
        else page.ShouldBe(wanted, "docs/starters.md is not what the catalogue says");
    }

    [Fact]
    public void The_starter_that_the_page_shows_is_one()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "starters.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];
        SnapshotReader.ReadAlone(new("starter.yaml", Encoding.UTF8.GetBytes(example)), DocumentKind.Starter).ShouldBeEmpty();
    }

    [Fact]
    public void Every_target_has_a_table() =>
        StarterCatalogue.BuiltIn.All.Select(static one => one.Target).Distinct().Order(StringComparer.Ordinal).ShouldBe(Targets.Select(static one => one.Target).Order(StringComparer.Ordinal));

    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (var (target, title, needs) in Targets)
        {
            text.Append("\n## ").Append(title).Append("\n\n").Append(needs).Append("\n\n| starter | kind | what it does | calls | rollback |\n|---|---|---|---|---|\n");
            foreach (var starter in StarterCatalogue.BuiltIn.All.Where(one => one.Target == target)) text.Append(Row(starter));
        }

        return text.ToString();
    }

    private static string Row(Starter starter)
    {
        var kind = starter.Kind == ActivityType.Action ? "action" : "probe";
        var calls = starter.Docs is { } docs ? $"[`{StarterProgram.Of(starter)}`]({docs.AbsoluteUri})" : $"`{StarterProgram.Of(starter)}`";
        return $"| `{starter.Slug}` | {kind} | {starter.Title} | {calls} | {(starter.Rollback is { } rollback ? $"`{rollback}`" : "")} |\n";
    }
}
