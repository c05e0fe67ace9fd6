using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Doctor;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Docs;

/// <summary>What the page about <c>reliably doctor</c> shows is what it says.</summary>
public class DoctorPageTests
{
    private const string Group = "https://git.example.com/shop.git, branch main";

    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "doctor.md"));

    [Fact]
    public void The_report_on_the_page_is_what_such_a_machine_gets()
    {
        var configuration = new ServerConfiguration { Data = "/var/lib/reliably", Repositories = [new() { Url = "https://git.example.com/shop.git" }] };
        ImmutableArray<CheckResult> results =
        [
            .. ConfigurationChecks.Of("reliably-server.yaml", new() { Configuration = configuration }),
            MachineChecks.Git(new("/usr/bin/git", new(2, 47, 3), null)),
            MachineChecks.Runner(new() { Choice = RunnerChoice.Auto }),
            .. MachineChecks.Data(new() { Path = "/var/lib/reliably", Exists = true, Free = (long)(18.2 * (1L << 30)), RunMayHold = 1L << 30 }),
            MachineChecks.SecretFile(new() { Path = "/run/secrets/git", Role = "the credentials of https://git.example.com/shop.git", Mode = 0x1A4 }),
            .. RemoteChecks.Remote(Group, new() { Url = "https://git.example.com/shop.git", Branch = "main", Tip = "4f2c9a1", Branches = 1 }),
        ];
        Blocks("").ShouldContain(CheckUpText.Plain(results));
        var shown = JsonNode.Parse(Blocks("json").Single())!;
        var written = JsonNode.Parse(CheckUpText.Json(results))!;
        shown.AsObject().Select(static one => one.Key).ShouldBe(written.AsObject().Select(static one => one.Key));
        shown["checks"]![0]!.ToJsonString().ShouldBe(written["checks"]![1]!.ToJsonString());
        written["problems"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public void The_table_names_every_check_and_no_other()
    {
        var told = Regex.Matches(Page, "^\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\|", RegexOptions.Multiline).SelectMany(static row => row.Groups[1].Value.Split(", ")).Select(static name => name.Trim('`'))
            .Where(static name => name != "check");
        var sources = Directory.EnumerateFiles(SourceTree.Of("src/Reliably.GitOps.Core/Doctor"), "*Checks.cs").Select(File.ReadAllText);
        var made = sources.SelectMany(static text => Regex.Matches(text, "(?:new|new Check)\\((?:AppChecks\\.)?[gG]roup, \"([a-z-]+)\"\\)")).Select(static match => match.Groups[1].Value)
            .Concat(["account", "containers"]); // a grant names its own
        told.Order().ShouldBe(made.Distinct().Order());
    }

    private static IEnumerable<string> Blocks(string language) => Regex.Matches(Page, "^```" + language + "\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Select(static match => match.Groups[1].Value);
}
