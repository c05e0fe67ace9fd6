using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class TemplatizeCommandTests : IDisposable
{
    private const string Experiment = """
        title: T
        description: D
        configuration:
          host: example.org   # of staging
          port: 8080
          strict: true
          api_token: do-not-show
          region: { type: env, key: REGION, default: eu }
          hosts: [a, b]
        method: []

        """;

    private readonly TestFolder folder = new();

    public TemplatizeCommandTests()
    {
        Directory.CreateDirectory(folder["experiments/shop"]);
        File.WriteAllText(folder["experiments/shop/e.yaml"], Experiment);
        File.WriteAllText(folder["reliably.yaml"], "");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Shows_the_template_as_a_difference_and_no_secret()
    {
        var run = await TemplatizeAsync("shop/e");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Output.ShouldBe("""
            --- experiments/shop/e.yaml
            +++ templates/shop/e.yaml
            @@ -1,10 +1,17 @@
             title: T
             description: D
            +extensions:
            +- name: reliably
            +  parameters:
            +    host: { title: Host, type: string, default: example.org }
            +    port: { title: Port, type: integer, default: 8080 }
            +    strict: { title: Strict, type: boolean, default: true }
            +    api_token: { title: Api token, type: string, required: true }
             configuration:
            -  host: example.org   # of staging
            -  port: 8080
            -  strict: true
            -  api_token: ********
            +  host: { type: env, key: RELIABLY_PARAM_HOST, default: example.org }   # of staging
            +  port: { type: env, key: RELIABLY_PARAM_PORT, env_var_type: int, default: 8080 }
            +  strict: { type: env, key: RELIABLY_PARAM_STRICT, env_var_type: bool, default: true }
            +  api_token: { type: env, key: RELIABLY_PARAM_API_TOKEN }
               region: { type: env, key: REGION, default: eu }
               hosts: [a, b]
             method: []

            """);
        run.Error.ShouldContain("'api_token' looks like a secret");
        Directory.Exists(folder["templates"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Writes_a_template_that_makes_the_experiment_again()
    {
        (await TemplatizeAsync("experiments/shop/e.yaml", "--parameter", "region", "--parameter", "port", "--write")).ExitCode.ShouldBe(ExitCodes.Ok);
        (await File.ReadAllTextAsync(folder["experiments/shop/e.yaml"])).ShouldBe(Experiment);
        var run = await ReliablyDriver.RunInAsync(folder.Path, "new", "shop/e", "--set", "region=us", "--as", "shop/us");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        (await File.ReadAllTextAsync(folder["experiments/shop/us.yaml"])).ShouldContain("region: { type: env, key: RELIABLY_PARAM_REGION, default: us }");
        (await TemplatizeAsync("shop/e", "--write")).ExitCode.ShouldBe(ExitCodes.CannotRun);
        (await TemplatizeAsync("shop/e", "--write", "--force")).ExitCode.ShouldBe(ExitCodes.Ok);
    }

    [Theory]
    [InlineData(ExitCodes.WrongUsage, "There is no 'zz' in the configuration.", "shop/e", "--parameter", "zz")]
    [InlineData(ExitCodes.WrongUsage, "'hosts' is no single value", "shop/e", "--parameter", "hosts")]
    [InlineData(ExitCodes.CannotRun, "Did you mean 'shop/e'?", "shop/f")]
    [InlineData(ExitCodes.CannotRun, "this is no name of a document", "shop/e", "--as", "../x")]
    public async Task Says_what_is_wrong(int code, string told, params string[] args)
    {
        var run = await TemplatizeAsync(args);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task Refuses_to_change_what_an_alias_would_change_elsewhere()
    {
        await File.WriteAllTextAsync(folder["experiments/shop/e.yaml"], "title: T\ndescription: D\nconfiguration:\n  a: &a 1\n  b: *a\nmethod: []\n");
        var run = await TemplatizeAsync("shop/e", "--parameter", "a");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("experiments/shop/e.yaml:4: '&a' is used elsewhere in the document as '*a'");
    }

    [Fact]
    public async Task Says_when_there_is_nothing_to_propose()
    {
        await File.WriteAllTextAsync(folder["experiments/shop/e.yaml"], "title: T\ndescription: D\nmethod: []\n");
        (await TemplatizeAsync("shop/e")).ExitCode.ShouldBe(ExitCodes.Problems);
    }

    private Task<ReliablyRun> TemplatizeAsync(params string[] args) => ReliablyDriver.RunInAsync(folder.Path, ["templatize", .. args]);
}
