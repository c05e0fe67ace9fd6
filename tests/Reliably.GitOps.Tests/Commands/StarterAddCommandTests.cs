using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class StarterAddCommandTests : IDisposable
{
    private const string Experiment = """
        # how we lose it
        title: T
        description: 'D'
        method:
        - type: probe   # look first
          name: look
          provider: {type: http, url: "http://127.0.0.1/x", timeout: 3}

        # nothing to undo

        """;

    private readonly TestFolder folder = new();

    public StarterAddCommandTests()
    {
        Directory.CreateDirectory(folder["experiments"]);
        Directory.CreateDirectory(folder["starters/shop"]);
        File.WriteAllText(folder["reliably.yaml"], "");
        File.WriteAllText(folder["experiments/e.yaml"], Experiment);
        File.WriteAllText(folder["starters/shop/slow.yaml"], """
            title: Slow a replica down
            target: shop
            arguments:
              replica: { title: Which replica, type: string, required: true, choices: [a, b] }
              delay_ms: { type: integer, default: 100 }
            configuration:
              shop_url: { title: Address of the shop, type: string, required: true }
            activity:
              type: action
              name: slow
              provider: { type: http, method: POST, url: "${shop_url}/${replica}?ms=${delay_ms}", timeout: 5 }
            rollback: shop/fast
            """);
        File.WriteAllText(folder["starters/shop/fast.yaml"], """
            title: Let a replica be fast again
            target: shop
            arguments:
              replica: { type: string, required: true, choices: [a, b] }
            activity:
              type: action
              name: fast
              provider: { type: http, method: POST, url: "${shop_url}/${replica}?ms=0", timeout: 5 }
            """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Adds_an_action_its_configuration_and_its_rollback_and_touches_no_other_line()
    {
        var run = await AddAsync("shop/slow", "--to", "e", "--set", "replica=b", "--set", "delay_ms=250", "--set", "shop_url=http://shop", "--with-rollback");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        (await File.ReadAllTextAsync(folder["experiments/e.yaml"])).ShouldBe("""
            # how we lose it
            title: T
            description: 'D'
            configuration: {shop_url: "http://shop"}
            method:
            - type: probe   # look first
              name: look
              provider: {type: http, url: "http://127.0.0.1/x", timeout: 3}
            - type: action
              name: slow
              provider: {type: http, method: POST, url: "${shop_url}/b?ms=250", timeout: 5}
            rollbacks:
            - type: action
              name: fast
              provider: {type: http, method: POST, url: "${shop_url}/b?ms=0", timeout: 5}

            # nothing to undo

            """);
        run.Output.ShouldContain("+  name: slow\n");
    }

    [Fact]
    public async Task Gives_a_second_one_a_name_of_its_own_and_leaves_variables_alone()
    {
        (await AddAsync("shop/slow", "--to", "experiments/e.yaml", "--set", "replica=b", "--set", "shop_url=http://shop")).ExitCode.ShouldBe(ExitCodes.Ok);
        (await AddAsync("slow", "--to", "e", "--set", "replica=a", "--set", "shop_url=http://other")).Error.ShouldContain("the configuration of e has 'shop_url' already");
        var run = await AddAsync("slow", "--to", "e", "--set", "replica=a");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Error.ShouldContain("'shop/fast' undoes it");
        var text = await File.ReadAllTextAsync(folder["experiments/e.yaml"]);
        text.ShouldContain("name: slow-2");
        text.ShouldContain("\"${shop_url}/a?ms=100\"");
    }

    [Fact]
    public async Task Makes_a_hypothesis_of_a_probe()
    {
        var run = await AddAsync("http/responds", "--to", "e", "--at", "hypothesis", "--set", "url=http://shop/health", "--tolerance", "[200, 204]", "--name", "healthy");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        var text = await File.ReadAllTextAsync(folder["experiments/e.yaml"]);
        text.ShouldContain("steady-state-hypothesis:\n  title: Endpoint answers with a status\n  probes:\n  - type: probe\n    name: healthy\n");
        text.ShouldContain("    tolerance: [200, 204]\n");
    }

    [Fact]
    public async Task Passes_the_arguments_of_a_Python_function_and_drops_what_nobody_gave()
    {
        var run = await AddAsync("kubernetes/terminate-pods", "--to", "e", "--set", "ns=shop", "--set", "mode=percentage", "--set", "qty=50");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Error.ShouldContain("pip install chaostoolkit-kubernetes");
        var text = await File.ReadAllTextAsync(folder["experiments/e.yaml"]);
        text.ShouldContain("qty: 50");
        text.ShouldContain("mode: percentage");
        text.ShouldNotContain("label_selector");
    }

    [Fact]
    public async Task Shows_the_difference_and_writes_nothing_in_a_dry_run()
    {
        var run = await AddAsync("shop/fast", "--to", "e", "--set", "replica=a", "--set", "shop_url=x", "--dry-run");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Output.ShouldStartWith("--- experiments/e.yaml\n+++ experiments/e.yaml\n@@ ");
        (await File.ReadAllTextAsync(folder["experiments/e.yaml"])).ShouldBe(Experiment);
    }

    [Theory]
    [InlineData("needs a value for 'replica': --set replica=VALUE (Which replica)", "shop/slow", "--to", "e", "--set", "shop_url=x")]
    [InlineData("needs a value for 'shop_url': --set shop_url=VALUE (Address of the shop)", "shop/slow", "--to", "e", "--set", "replica=a")]
    [InlineData("'replica' must be one of a, b, not 'c'.", "shop/slow", "--to", "e", "--set", "shop_url=x", "--set", "replica=c")]
    [InlineData("'delay_ms' must be a whole number, not text.", "shop/slow", "--to", "e", "--set", "shop_url=x", "--set", "replica=a", "--set", "delay_ms=soon")]
    [InlineData("takes no 'replika'. Did you mean 'replica'?", "shop/slow", "--to", "e", "--set", "replika=a")]
    [InlineData("'shop/fast' names no rollback.", "shop/fast", "--to", "e", "--with-rollback")]
    [InlineData("is an action, and a hypothesis only observes", "shop/fast", "--to", "e", "--at", "hypothesis")]
    [InlineData("Option '--to' is required.", "shop/fast")]
    [InlineData("Did you mean 'rollbacks'?", "shop/fast", "--to", "e", "--at", "rollback")]
    public async Task Says_what_is_wrong_with_what_was_typed(string told, params string[] args)
    {
        var run = await AddAsync(args);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage, run.Error);
        run.Error.ShouldContain(told);
        (await File.ReadAllTextAsync(folder["experiments/e.yaml"])).ShouldBe(Experiment);
    }

    [Theory]
    [InlineData("There is no starter 'shop/slw'.", "shop/slw", "--to", "e")]
    [InlineData("no experiment of that name", "shop/fast", "--to", "nothing")]
    public async Task Says_why_it_cannot(string told, params string[] args)
    {
        var run = await AddAsync(args);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun, run.Error);
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task Never_writes_what_has_errors()
    {
        await File.WriteAllTextAsync(folder["experiments/e.yaml"], "title: T\nmethod: []\n");
        var run = await AddAsync("shop/fast", "--to", "e", "--set", "replica=a", "--set", "shop_url=x");
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Error.ShouldContain("RLY1102");
        (await File.ReadAllTextAsync(folder["experiments/e.yaml"])).ShouldBe("title: T\nmethod: []\n");
    }

    private Task<ReliablyRun> AddAsync(params string[] args) => ReliablyDriver.RunInAsync(folder.Path, ["starter", "add", .. args]);
}
