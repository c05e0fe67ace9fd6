using Reliably.GitOps.Authoring;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private const string Yaml = "# from elsewhere\r\ntitle: T   # why\r\ndescription: D\r\nmethod: []\r\n";
    private const string Json = """{"title": "T", "description": "D", "method": []}""";

    private const string Reporting = """
        title: T
        description: D
        controls:
        - name: platform
          provider: { type: python, module: chaosreliably.controls.experiment, arguments: { exp_id: "1" } }
        - name: guard   # stays
          provider: { type: python, module: chaosreliably.controls.safeguard }
        method:
          - type: action
            name: a
            controls:
              - name: slack
                provider: { type: python, module: chaosslack.control }
            provider: { type: process, path: "true" } # quoted

        """;

    private readonly TestFolder folder = new();
    private readonly RawServer server = new();

    public ImportCommandTests() => File.WriteAllText(folder["reliably.yaml"], "");

    public void Dispose()
    {
        folder.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Takes_a_file_byte_for_byte()
    {
        await File.WriteAllTextAsync(folder["found.yml"], Yaml);
        var run = await ImportAsync("found.yml", "--as", "shop/found");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Output.ShouldBe("experiments/shop/found.yml\n");
        (await File.ReadAllTextAsync(folder["experiments/shop/found.yml"])).ShouldBe(Yaml);
        Directory.GetFiles(folder["experiments/shop"]).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Leaves_out_controls_that_only_report_when_asked()
    {
        await File.WriteAllTextAsync(folder["found.yaml"], Reporting);
        var plain = await ImportAsync("found.yaml");
        plain.Error.ShouldContain("Controls that only report to another platform: 'platform', 'slack'.");
        (await File.ReadAllTextAsync(folder["experiments/found.yaml"])).ShouldBe(Reporting);
        var run = await ImportAsync("found.yaml", "--strip-controls", "--force");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Error.ShouldContain("Left out: the control 'slack' (chaosslack.control) at /method/0/controls/0.");
        (await File.ReadAllTextAsync(folder["experiments/found.yaml"])).ShouldBe("""
            title: T
            description: D
            controls:
            - name: guard   # stays
              provider: { type: python, module: chaosreliably.controls.safeguard }
            method:
              - type: action
                name: a
                provider: { type: process, path: "true" } # quoted

            """);
    }

    [Fact]
    public async Task Refuses_what_the_Chaos_Toolkit_would_refuse_and_writes_nothing()
    {
        await File.WriteAllTextAsync(folder["bad.yaml"], "title: T\nmethod: []\n");
        var run = await ImportAsync("bad.yaml");
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Error.ShouldContain("experiments/bad.yaml:1:1: error RLY1102");
        Directory.Exists(folder["experiments"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Replaces_only_by_force_and_knows_the_name_with_another_extension()
    {
        await File.WriteAllTextAsync(folder["found.json"], Json);
        Directory.CreateDirectory(folder["experiments"]);
        await File.WriteAllTextAsync(folder["experiments/found.yaml"], Yaml);
        var run = await ImportAsync("found.json");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("experiments/found.yaml is there already.");
        (await ImportAsync("found.json", "--force")).ExitCode.ShouldBe(ExitCodes.Problems);
        File.Exists(folder["experiments/found.json"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../out", "this is no name of a document")]
    [InlineData("a//b", "this is no name of a document")]
    [InlineData("link/x", "experiments/link is a link")]
    [InlineData("file/x", "experiments/file is a file")]
    [InlineData("a\u0001b", "characters that cannot be seen")]
    public async Task Never_writes_through_links_or_outside(string name, string why)
    {
        await File.WriteAllTextAsync(folder["found.yaml"], Yaml);
        Directory.CreateDirectory(folder["experiments"]);
        Directory.CreateSymbolicLink(folder["experiments/link"], Path.GetTempPath());
        await File.WriteAllTextAsync(folder["experiments/file"], "");
        var run = await ImportAsync("found.yaml", "--as", name, "--force");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(why);
    }

    [Theory]
    [InlineData("application/json", Json, "experiments/e.json")]
    [InlineData("application/json; charset=utf-8", Json, "experiments/e.json")]
    [InlineData("application/x-yaml", Yaml, "experiments/e.yaml")]
    [InlineData("text/yaml", Json, "experiments/e.yaml")]
    [InlineData("text/plain", Json, "experiments/e.json")]
    [InlineData("text/plain; charset=utf-8", Yaml, "experiments/e.yaml")]
    public async Task Reads_an_address_by_its_content_type_as_the_Chaos_Toolkit_does(string type, string body, string written)
    {
        server.Answers("/x/e.yaml", type, body);
        var run = await ImportAsync(server.Url + "/x/e.yaml?token=hidden");
        run.ExitCode.ShouldBe(ExitCodes.Ok, run.Error);
        run.Output.ShouldBe(written + "\n");
        (await File.ReadAllTextAsync(folder[written])).ShouldBe(body);
        server.Heads.Single().ShouldContain("Accept: application/json, application/x-yaml");
    }

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    public async Task Refuses_every_other_content_type(string type)
    {
        server.Answers("/e.yaml", type, Yaml);
        var run = await ImportAsync(server.Url + "/e.yaml");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("The Chaos Toolkit reads application/json");
    }

    [Fact]
    public async Task Follows_a_few_redirects_and_no_loop()
    {
        server.Redirects("/a", "/b").Redirects("/b", server.Url + "/c.yaml").Answers("/c.yaml", "text/yaml", Yaml).Redirects("/loop", "/loop").Redirects("/away", "file:///etc/passwd");
        (await ImportAsync(server.Url + "/a")).Output.ShouldBe("experiments/c.yaml\n");
        (await ImportAsync(server.Url + "/loop")).Error.ShouldContain("more than 5 redirects");
        server.Heads.Count(static head => head.StartsWith("GET /loop", StringComparison.Ordinal)).ShouldBe(6);
        (await ImportAsync(server.Url + "/away")).Error.ShouldContain("'file' is no address that is read.");
    }

    [Fact]
    public async Task Stops_at_the_bound_of_size_and_time()
    {
        server.Answers("/large.yaml", "text/yaml", new string('#', 1 << 21)).KeepsSilent("/slow.yaml");
        (await ImportAsync(server.Url + "/large.yaml")).Error.ShouldContain("is larger than 1 MiB.");
        (await Should.ThrowAsync<CannotRunException>(Download.GetAsync(new(server.Url + "/slow.yaml"), TimeSpan.FromMilliseconds(50)))).Message.ShouldContain("does not answer in time");
    }

    [Theory]
    [InlineData("ftp://example.org/e.yaml", "'ftp' is no address that is read.")]
    [InlineData("https://ada:hidden@example.org/e.yaml", "holds credentials")]
    [InlineData("http://", "This is no web address.")]
    [InlineData("http://127.0.0.1:1/e.yaml?key=hidden#hidden", "http://127.0.0.1:1/e.yaml cannot be read")]
    public async Task Says_why_an_address_is_not_read_and_keeps_credentials_to_itself(string address, string why)
    {
        var run = await ImportAsync(address);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(why);
        run.Error.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task Names_the_status_that_an_address_answers_with()
    {
        var run = await ImportAsync(server.Url + "/gone.yaml");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("/gone.yaml answers 404 Not Found.");
    }

    private Task<ReliablyRun> ImportAsync(params string[] args) => ReliablyDriver.RunInAsync(folder.Path, ["import", .. args]);
}
