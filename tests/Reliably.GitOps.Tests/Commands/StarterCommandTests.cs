using System.Text.Json;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Commands;

public sealed class StarterCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("starters-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Lists_what_comes_with_the_program_in_aligned_columns()
    {
        var run = await RunAsync("list", "--target", "kubernetes", "--service", "node");
        run.ExitCode.ShouldBe(ExitCodes.Ok);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        lines[0].ShouldStartWith("STARTER ");
        var column = lines[0].IndexOf("KIND", StringComparison.Ordinal);
        foreach (var line in lines[1..])
        {
            line.ShouldStartWith("kubernetes/");
            line[column..].Split(' ')[0].ShouldBeOneOf("action", "probe");
        }

        run.Output.ShouldContain("kubernetes/drain-nodes");
        run.Output.ShouldNotContain("\t");
        run.Output.ShouldNotContain("kubernetes/terminate-pods");
        run.Error.ShouldContain($"{lines.Length - 1} starters.");
    }

    [Fact]
    public async Task Looks_for_words()
    {
        (await RunAsync("list", "terminate_pods")).Output.ShouldContain("kubernetes/terminate-pods");
        var nothing = await RunAsync("list", "nothing-of-the-kind");
        (nothing.ExitCode, nothing.Output).ShouldBe((ExitCodes.Ok, ""));
        nothing.Error.ShouldContain("No starter is like that.");
    }

    [Fact]
    public async Task Offers_only_probes_or_only_actions()
    {
        var probes = await RunAsync("list", "--kind", "probe", "--format", "json");
        using var json = JsonDocument.Parse(probes.Output);
        json.RootElement.EnumerateArray().Select(static one => one.GetProperty("kind").GetString()).Distinct().ShouldBe(["probe"]);
    }

    [Theory]
    [InlineData("Did you mean 'kubernetes'?", "--target", "kuberntes")]
    [InlineData("There are: aws, azure,", "--target", "moon")]
    [InlineData("Did you mean 'ec2'?", "--target", "aws", "--service", "ec3")]
    public async Task Says_which_filter_it_does_not_know(string words, params string[] filter)
    {
        var run = await RunAsync(["list", .. filter]);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain(words);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shows_all_that_is_known_of_a_starter_and_its_activity_last()
    {
        var run = await RunAsync("show", "kubernetes/drain-nodes");
        run.ExitCode.ShouldBe(ExitCodes.Ok);
        run.Output.ShouldStartWith("Drain nodes\n");
        run.Output.ShouldContain("rollback  kubernetes/uncordon-node\n");
        run.Output.ShouldContain("needs     pip install chaostoolkit-kubernetes\n");
        run.Output.ShouldContain("docs      https://chaostoolkit.org/drivers/kubernetes/#drain_nodes\n");
        run.Output.ShouldContain("pod_label_selector");
        run.Output.ShouldEndWith((await RunAsync("show", "drain-nodes", "--format", "yaml")).Output);
    }

    [Fact]
    public async Task Prints_an_activity_that_can_be_pasted_into_an_experiment_and_run()
    {
        var activity = (await RunAsync("show", "process/load-average", "--format", "yaml")).Output;
        var path = Path.Combine(folder.FullName, "experiment.yaml");
        await File.WriteAllTextAsync(path, "title: T\ndescription: D\nmethod:\n" + activity);
        (await ReliablyDriver.RunInAsync(folder.FullName, "validate", path)).ExitCode.ShouldBe(ExitCodes.Ok);
    }

    [Fact]
    public async Task Starters_of_programs_do_what_they_say()
    {
        var log = Path.Combine(folder.FullName, "app.log");
        var fill = Path.Combine(folder.FullName, "chaos.fill");
        await File.WriteAllTextAsync(log, "first\nlast\n");
        var experiment = DataNode.Mapping.Create(
            ("title", DataNode.Of("A full disk")),
            ("description", DataNode.Of("Starters, one after the other.")),
            ("method", Activities(("process/fill-disk", "size", DataNode.Of("64KiB"), fill), ("process/tail-log", "lines", DataNode.Of(1), log), ("process/wait", "seconds", DataNode.Of(0), null), ("process/free-space", "folder", DataNode.Of(folder.FullName), null))),
            ("rollbacks", Activities(("process/free-disk", "file", DataNode.Of(fill), null))));
        var path = Path.Combine(folder.FullName, "experiment.json");
        await File.WriteAllTextAsync(path, JsonWriter.Indented(experiment));
        var run = await ReliablyDriver.RunInAsync(folder.FullName, "run", path, "--runner", "native", "--journal", "journal.json");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        using var journal = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "journal.json")));
        var method = journal.RootElement.GetProperty("run").EnumerateArray().Select(static one => one.GetProperty("output")).ToList();
        method.ShouldAllBe(static output => output.GetProperty("status").GetInt32() == 0);
        method[1].GetProperty("stdout").GetString().ShouldBe("last\n");
        journal.RootElement.GetProperty("rollbacks")[0].GetProperty("output").GetProperty("status").GetInt32().ShouldBe(0);
        File.Exists(fill).ShouldBeFalse("the rollback removes it");
    }

    [Fact]
    public async Task Tells_programs_everything()
    {
        using var json = JsonDocument.Parse((await RunAsync("show", "http/responds", "--format", "json")).Output);
        json.RootElement.GetProperty("name").GetString().ShouldBe("http/responds");
        json.RootElement.GetProperty("arguments")[0].GetProperty("required").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("activity").GetProperty("tolerance").GetInt32().ShouldBe(200);
        json.RootElement.GetProperty("built_in").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("kubernetes/terminate-pod", "Did you mean 'kubernetes/terminate-pods'?")]
    [InlineData("xyzzy", "'reliably starter list' shows all of them")]
    public async Task Helps_with_a_name_that_nobody_has(string name, string words)
    {
        var run = await RunAsync("show", name);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(words);
    }

    [Fact]
    public async Task Puts_the_starters_of_the_repository_before_its_own()
    {
        Write("starters/shop/kill.yaml", "title: Kill a replica\ntarget: shop\nactivity: {type: action, name: kill, provider: {type: process, path: 'true'}}\n");
        Write("starters/http/responds.yaml", "title: Ours answers\ntarget: http\nactivity: {type: probe, name: answers, provider: {type: http, url: 'http://localhost/'}}\n");
        Write("starters/broken.yaml", "title: [\n");
        (await RunAsync("list", "--target", "shop")).Output.ShouldContain("shop/kill");
        var own = await RunAsync("show", "http/responds");
        own.Output.ShouldStartWith("Ours answers\n");
        own.Output.ShouldContain("(of this repository)");
    }

    [Fact]
    public async Task Columns_stay_aligned_and_nothing_in_a_title_reaches_the_terminal_as_a_command()
    {
        Write("starters/a.yaml", "title: \"one\\ttwo\\e[31m\\nthree\"\ntarget: shop\nservice: 店舗\nactivity: {type: action, name: a, provider: {type: process, path: 'true'}}\n");
        Write("starters/b.yaml", "title: plain\ntarget: shop\nservice: abcd\ndescription: |\n  First.\n  Second.\nactivity: {type: action, name: a, provider: {type: process, path: 'true'}}\n");
        (await RunAsync("list", "--target", "shop")).Output.ShouldBe("""
            STARTER  KIND    SERVICE  WHAT IT DOES
            a        action  店舗     one two␛[31m␊three
            b        action  abcd     plain

            """);
        (await RunAsync("show", "b")).Output.ShouldStartWith("plain\nFirst.\nSecond.\n\nname      b (of this repository)\n");
    }

    [Fact]
    public async Task A_repository_may_name_built_in_starters()
    {
        Write("starters/stop.yaml", "title: Stop\ntarget: shop\nactivity: {type: action, name: stop, provider: {type: process, path: 'true'}}\nrollback: process/start-service\nrelated: [http/responds]\n");
        (await ReliablyDriver.RunInAsync(folder.FullName, "validate")).ExitCode.ShouldBe(ExitCodes.Ok);
        Write("starters/stop.yaml", "title: Stop\ntarget: shop\nactivity: {type: action, name: stop, provider: {type: process, path: 'true'}}\nrollback: process/start-servce\n");
        (await ReliablyDriver.RunInAsync(folder.FullName, "validate")).Output.ShouldContain("Did you mean 'process/start-service'?");
        Write("starters/stop.yaml", "title: Stop\ntarget: shop\nactivity: {type: action, name: stop, provider: {type: process, path: 'true'}}\nrollback: http/responds\n");
        (await ReliablyDriver.RunInAsync(folder.FullName, "validate")).Output.ShouldContain("RLY2556");
    }

    /// <summary>Starters with one value of their own each, and the file that those of files work on.</summary>
    private static DataNode.Sequence Activities(params (string Name, string Argument, DataNode Value, string? File)[] starters) => new([.. starters.Select(static one =>
    {
        var values = new Dictionary<string, DataNode> { [one.Argument] = one.Value };
        if (one.File is not null) values["file"] = DataNode.Of(one.File);
        return (DataNode)StarterFilling.Fill(StarterCatalogue.BuiltIn.Find(Slug.Parse(one.Name))!, values);
    })]);

    private Task<ReliablyRun> RunAsync(params string[] args) => ReliablyDriver.RunInAsync(folder.FullName, ["starter", .. args]);

    private void Write(string path, string text)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
