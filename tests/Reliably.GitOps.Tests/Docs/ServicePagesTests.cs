using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Docs;

/// <summary>What the pages about plans and the service show is what the program reads and does.</summary>
public class ServicePagesTests
{
    [Fact]
    public void The_configuration_on_the_page_is_read_without_a_finding()
    {
        var reading = ServerConfigurationReader.Read(new("reliably-server.yaml", Encoding.UTF8.GetBytes(Blocks("service.md", "yaml")[0])), ImmutableDictionary<string, string>.Empty);
        reading.Diagnostics.ShouldBeEmpty();
        reading.Configuration!.Repositories.Single().Branch.ShouldBe("main");
    }

    [Fact]
    public void The_configuration_for_GitHub_on_the_page_is_read_without_a_finding()
    {
        var reading = ServerConfigurationReader.Read(new("reliably-server.yaml", Encoding.UTF8.GetBytes(Blocks("service.md", "yaml")[1])), ImmutableDictionary<string, string>.Empty);
        reading.Diagnostics.ShouldBeEmpty();
        reading.Configuration!.Repositories.Single().App.ShouldBe("acme/shop-chaos");
        reading.Configuration.GitHub!.AppId.ShouldBe(12345);
    }

    [Fact]
    public void Containers_on_their_page_are_read_without_a_finding()
    {
        var blocks = Blocks("containers.md", "yaml");
        SnapshotReader.ReadAlone(new("deployments/shop.yaml", Encoding.UTF8.GetBytes(blocks[0])), DocumentKind.Deployment).ShouldBeEmpty();
        var reading = ServerConfigurationReader.Read(new("reliably-server.yaml", Encoding.UTF8.GetBytes(blocks[1])), ImmutableDictionary<string, string>.Empty);
        reading.Diagnostics.ShouldBeEmpty();
        reading.Configuration!.Repositories.Single().Grants.ContainerNetworks.ShouldBe(["shop"]);
    }

    [Fact]
    public void Plans_on_the_page_are_read_without_a_finding()
    {
        foreach (var plan in Blocks("plans.md", "yaml"))
        {
            SnapshotReader.ReadAlone(new("plans/p.yaml", Encoding.UTF8.GetBytes(plan)), DocumentKind.Plan).ShouldBeEmpty(plan);
        }
    }

    [Fact]
    public async Task Commands_on_the_page_work_in_the_example()
    {
        var lines = Blocks("plans.md", "console").SelectMany(static block => block.Split('\n')).Where(static line => line.StartsWith("$ reliably ", StringComparison.Ordinal)).ToList();
        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
        {
            var run = await ReliablyDriver.RunInAsync(Path.Combine(SourceTree.Root, "example-repo"), line["$ reliably ".Length..].Split(' '));
            run.ExitCode.ShouldBe(0, line + ": " + run.Error);
            run.Output.ShouldContain("weekday-nights", customMessage: line);
        }
    }

    private static List<string> Blocks(string page, string language) =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", page)), "```" + language + "\n(.*?)```", RegexOptions.Singleline).Select(static match => match.Groups[1].Value)];
}
