using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class NewCommandTests : IDisposable
{
    private const string Template = """
        # yaml-language-server: $schema=../schemas/template.schema.json
        title: Lose a pod   # of ours
        description: 'D'
        extensions:
        - name: other
        - name: reliably
          parameters:
            app: { title: Application, type: string, required: true, choices: [cart, shop] }
            count: { type: integer, default: 1, max: 3 }
        configuration:
          # which one
          app: { type: env, key: RELIABLY_PARAM_APP }
          count: { type: env, key: RELIABLY_PARAM_COUNT, env_var_type: int, default: 1 } # how many
        method:
        - type: action
          name: lose
          provider: {type: process, path: "echo", arguments: "${app} ${count}"}

        """;

    private readonly TestFolder folder = new();

    public NewCommandTests()
    {
        Directory.CreateDirectory(folder["templates"]);
        File.WriteAllText(folder["templates/lose.yaml"], Template);
        File.WriteAllText(folder["reliably.yaml"], "");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fills_a_template_and_keeps_its_comments_and_order()
    {
        var run = await NewAsync("lose", "--set", "app=cart", "--set", "count=2", "--title", "Lose two: carts");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        var version = SnapshotReader.Read([new("templates/lose.yaml", Encoding.UTF8.GetBytes(Template))], null).Templates.Values.Single().Version;
        run.Output.ShouldBe($$$"""
            title: "Lose two: carts"   # of ours
            description: 'D'
            extensions:
            - name: other
            - name: reliably
              template: {name: lose, version: {{{version}}}}
            configuration:
              # which one
              app: { type: env, key: RELIABLY_PARAM_APP, default: cart }
              count: { type: env, key: RELIABLY_PARAM_COUNT, env_var_type: int, default: 2 } # how many
            method:
            - type: action
              name: lose
              provider: {type: process, path: "echo", arguments: "${app} ${count}"}

            """.Replace("{name: lose", "{ name: lose", StringComparison.Ordinal).Replace(version + "}", version + " }", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_into_the_repository_and_never_twice()
    {
        var run = await NewAsync("lose", "--set", "app=cart", "--as", "cart/lose");
        run.Output.ShouldBe("experiments/cart/lose.yaml\n", run.Error);
        (await NewAsync("lose", "--set", "app=shop", "--as", "cart/lose")).ExitCode.ShouldBe(ExitCodes.CannotRun);
        (await File.ReadAllTextAsync(folder["experiments/cart/lose.yaml"])).ShouldContain("default: cart");
        (await NewAsync("lose", "--set", "app=shop", "--as", "cart/lose", "--force")).ExitCode.ShouldBe(ExitCodes.Ok);
        (await File.ReadAllTextAsync(folder["experiments/cart/lose.yaml"])).ShouldContain("default: shop");
        (await ReliablyDriver.RunInAsync(folder.Path, "validate")).ExitCode.ShouldBe(ExitCodes.Ok);
    }

    [Fact]
    public async Task Writes_JSON_where_the_name_says_so()
    {
        (await NewAsync("lose", "--set", "app=cart", "-o", "experiments/x.json")).ExitCode.ShouldBe(ExitCodes.Ok);
        var made = (DataNode.Mapping)JsonReader.Parse(await File.ReadAllTextAsync(folder["experiments/x.json"]));
        ((DataNode.Mapping)((DataNode.Mapping)made["configuration"]!)["app"]!)["default"].ShouldBe(DataNode.Of("cart"));
    }

    [Fact]
    public async Task Writes_a_template_anew_whose_text_cannot_be_edited_and_says_so()
    {
        await File.WriteAllTextAsync(folder["templates/shared.yaml"], """
            title: T # gone
            description: D
            entry: &entry { type: env, key: RELIABLY_PARAM_APP }
            configuration:
              app: *entry
            method: []
            """);
        var run = await NewAsync("shared", "--set", "app=cart", "--as", "shared");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Error.ShouldContain("is written anew, without its comments");
        var text = await File.ReadAllTextAsync(folder["experiments/shared.yaml"]);
        text.ShouldContain("configuration:\n  app:\n    type: env\n    key: RELIABLY_PARAM_APP\n    default: cart\n");
        text.ShouldContain("entry:\n  type: env\n  key: RELIABLY_PARAM_APP\nconfiguration:");
    }

    [Theory]
    [InlineData("RLY2502", "lose")]
    [InlineData("Did you mean 'app'?", "lose", "--set", "apq=cart")]
    [InlineData("'app' must be one of cart, shop, not 'sho'", "lose", "--set", "app=sho")]
    [InlineData("'count' must be a whole number, not text.", "lose", "--set", "app=cart", "--set", "count=two")]
    [InlineData("must be name=value", "lose", "--set", "app")]
    [InlineData("gives 'app' twice", "lose", "--set", "app=cart", "--set", "app=shop")]
    [InlineData("both say where to write", "lose", "--set", "app=cart", "--as", "x", "-o", "y.yaml")]
    public async Task Says_what_is_wrong_with_the_values(string told, params string[] args)
    {
        var run = await NewAsync(args);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage, run.Error);
        run.Error.ShouldContain(told);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Did you mean 'lose'?", "losse")]
    [InlineData("under reports/ only the service writes", "lose", "--set", "app=cart", "-o", "reports/x.yaml")]
    [InlineData("it lies outside", "lose", "--set", "app=cart", "-o", "../x.yaml")]
    [InlineData("documents are .yaml, .yml or .json", "lose", "--set", "app=cart", "-o", "x.txt")]
    public async Task Says_why_it_cannot(string told, params string[] args)
    {
        var run = await NewAsync(args);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task Asks_a_person_for_what_is_missing_until_it_is_allowed()
    {
        var run = await AskedAsync("\nboat\ncart\n");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Error.ShouldStartWith("Application (app) [cart, shop]: Application (app) [cart, shop]:   'app' must be one of cart, shop, not 'boat'.");
        run.Output.ShouldContain("RELIABLY_PARAM_APP, default: cart");
    }

    [Fact]
    public async Task Gives_up_when_nobody_answers()
    {
        var run = await AskedAsync("");
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain("Give it with --set NAME=VALUE.");
    }

    private Task<ReliablyRun> NewAsync(params string[] args) => ReliablyDriver.RunInAsync(folder.Path, ["new", .. args]);

    private async Task<ReliablyRun> AskedAsync(string answers)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess() with
        {
            Output = output,
            Error = error,
            Interactive = false,
            Asks = static () => true,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(answers)),
            WorkingFolder = folder.Path,
        };
        return new(await GitOpsApp.RunAsync(["new", "lose"], terminal), output.ToString(), error.ToString());
    }
}
