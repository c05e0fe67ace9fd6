using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reliably-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_examples_of_the_documentation_run()
    {
        var page = Page("running.md");
        Write("experiment.yaml", Block(page, "yaml experiment"));
        foreach (var line in Block(page, "sh run").Trim().Split('\n'))
        {
            var run = await RunAsync([.. line.Split(' ').Skip(1), "--runner", "native"]);
            run.ExitCode.ShouldBe(ExitCodes.Ok, line + run.Error);
        }

        File.Exists(Path.Combine(folder, "out", "journal.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_secrets_of_the_documentation_stay_secret()
    {
        var page = Page("secrets.md");
        Write("reliably.yaml", "");
        Write("experiment.yaml", Block(page, "yaml experiment"));
        Write("environments/staging.yaml", Block(page, "yaml environment").Replace("/run/secrets/kubeconfig", Path.Combine(folder, "kubeconfig.yaml"), StringComparison.Ordinal));
        Write("kubeconfig.yaml", "token: kube-secret-value\n");
        var run = await RunAsync([.. Block(page, "sh run").Trim().Split(' ').Skip(1), "--runner", "native"], new() { ["STAGING_CHECKOUT_TOKEN"] = "tok-12345678" });
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        var journal = await File.ReadAllTextAsync(Path.Combine(folder, "journal.json"));
        foreach (var text in new[] { journal, run.Output, run.Error })
        {
            text.ShouldNotContain("tok-12345678");
            text.ShouldNotContain("kube-secret-value");
        }

        journal.ShouldContain("\"stdout\": \"***");
    }

    [Fact]
    public async Task A_pipe_is_refused_and_never_waited_for()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Combine(folder, "pipe.yaml"))) await mkfifo.WaitForExitAsync();
        var run = await RunAsync(["run", "pipe.yaml"]);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("pipe.yaml is not a plain file");
    }

    [Fact]
    public async Task A_path_of_the_Chaos_Toolkit_that_leads_nowhere_is_named()
    {
        Write("experiment.yaml", "title: T\ndescription: D\nmethod:\n- {type: probe, name: here, provider: {type: python, module: os.path, func: exists, arguments: {path: /}}}\n");
        var run = await RunAsync(["run", "experiment.yaml"], new() { ["CHAOS"] = "/nowhere/chaos" });
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("'here' (experiment.yaml:4:");
        run.Error.ShouldContain("There is no program '/nowhere/chaos', as the variable CHAOS says.");
    }

    [Theory]
    [InlineData("exit 1", ExitCodes.Ok, "baseline-unmet")]
    [InlineData("test ! -e broken", 1, "deviated")]
    [InlineData("true", ExitCodes.Ok, "passed")]
    public async Task The_exit_code_says_how_it_ended(string probe, int code, string verdict)
    {
        Write("e.yaml", $"title: t\ndescription: d\nsteady-state-hypothesis:\n  title: h\n  probes:\n  - {{type: probe, name: p, tolerance: 0, provider: {{type: process, path: sh, arguments: [-c, '{probe}']}}}}\nmethod:\n- {{type: action, name: a, provider: {{type: process, path: touch, arguments: [broken]}}}}\n");
        var run = await RunAsync(["run", "e.yaml", "--runner", "native"]);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Output.ShouldStartWith(verdict + ": ");
    }

    [Fact]
    public async Task An_experiment_of_the_repository_is_found_by_its_name()
    {
        Write("reliably.yaml", "");
        Write("experiments/shop/first.yaml", "title: t\ndescription: d\nmethod: []\n");
        (await RunAsync(["run", "shop/first", "--runner", "native"])).Output.ShouldStartWith("unverified: ");
    }

    [Fact]
    public async Task An_experiment_that_a_plan_makes_from_a_template_is_found_by_its_name()
    {
        Write("reliably.yaml", "");
        Write("templates/greet.yaml", "title: t\ndescription: d\nconfiguration: {who: {type: env, key: RELIABLY_PARAM_WHO}}\nmethod:\n- {type: probe, name: p, provider: {type: process, path: echo, arguments: ['hello ${who}']}}\n");
        Write("plans/nightly.yaml", "title: n\ntemplate: greet\nwith: {who: ada}\nschedule: {type: manual}\n");
        var run = await RunAsync(["run", "plan/nightly", "--runner", "native"]);
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        (await File.ReadAllTextAsync(Path.Combine(folder, "journal.json"))).ShouldContain("hello ada");
    }

    [Theory]
    [InlineData("e.yaml --var broken", ExitCodes.WrongUsage, "name[:type]=value")]
    [InlineData("e.yaml --var n:int=many", ExitCodes.WrongUsage, "not a whole number")]
    [InlineData("e.yaml --dry everything", ExitCodes.WrongUsage, "everything")]
    [InlineData("missing.yaml", ExitCodes.CannotRun, "missing.yaml")]
    [InlineData("e.yaml --environment none", ExitCodes.CannotRun, "environments/none.yaml")]
    [InlineData("e.yaml --var-file none.yaml", ExitCodes.CannotRun, "none.yaml")]
    [InlineData("broken.yaml", ExitCodes.CannotRun, "broken.yaml:4")]
    [InlineData("absent.yaml", ExitCodes.CannotRun, "'no-such-program'")]
    [InlineData("unset.yaml", ExitCodes.CannotRun, "NO_SUCH_VARIABLE")]
    public async Task Bad_input_says_what_and_where(string arguments, int code, string said)
    {
        Write("e.yaml", "title: t\ndescription: d\nmethod: []\n");
        Write("broken.yaml", "title: t\ndescription: d\nmethod: [{}\n");
        Write("absent.yaml", "title: t\ndescription: d\nmethod:\n- {type: action, name: a, provider: {type: process, path: no-such-program}}\n");
        Write("unset.yaml", "title: t\ndescription: d\nconfiguration: {a: {type: env, key: NO_SUCH_VARIABLE}}\nmethod: []\n");
        var run = await RunAsync(["run", .. arguments.Split(' '), "--runner", "native"]);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldContain(said);
        File.Exists(Path.Combine(folder, "journal.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_host_is_a_failed_activity_and_no_crash()
    {
        Write("e.yaml", "title: t\ndescription: d\nmethod:\n- {type: probe, name: p, provider: {type: http, url: 'http://no-such-host.invalid/'}}\n");
        (await RunAsync(["run", "e.yaml", "--runner", "native"])).ExitCode.ShouldBe(ExitCodes.Ok);
        var journal = Journal.TryParse(await File.ReadAllTextAsync(Path.Combine(folder, "journal.json")))!;
        journal.Run.Single().Failure!.ShouldContain("failed to connect to http://no-such-host.invalid/");
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(SourceTree.Root, "docs", name));

    private static string Block(string page, string info)
    {
        var start = page.IndexOf("```" + info + "\n", StringComparison.Ordinal) + info.Length + 4;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task<ReliablyRun> RunAsync(string[] args, Dictionary<string, string>? variables = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess() with { Output = output, Error = error, Interactive = false, WorkingFolder = folder };
        if (variables is not null) terminal = terminal with { Variables = terminal.Variables.ExceptBy(variables.Keys, static pair => pair.Key).Concat(variables).ToDictionary(static pair => pair.Key, static pair => pair.Value) };
        return new(await GitOpsApp.RunAsync(args, terminal), output.ToString(), error.ToString());
    }
}
