using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary>What may stand on the command line, come by standard input or lie in the folders: a finding or a word of advice, never a crash.</summary>
public sealed class ValidateInputTests : IDisposable
{
    private const string Good = "title: T\ndescription: D\nmethod: []\n";
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Standard_input_is_an_experiment_by_itself()
    {
        var run = await TypeAsync("title: T\nmethod: []\n", "-");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith("stdin:1:1: error RLY1102");
        run.Output.ShouldContain("  1 | title: T\n");
        (await TypeAsync("{\"title\":\t\"T\", \"method\": []}", "-")).Output.ShouldStartWith("stdin:1:2: error RLY1102");
        (await TypeAsync("type: local\n", "-", "--kind", "deployment")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Standard_input_stands_for_a_file_of_the_repository_before_it_is_saved()
    {
        folder.Write("experiments/a.yaml", Good);
        folder.Write("plans/p.yaml", "experiments: [b]\nschedule: {type: manual}\n");
        (await TypeAsync("experiments: [a]\nschedule: {type: manual}\n", "-", "--stdin-filename", "plans/p.yaml", "--quiet")).ShouldBe(new ReliablyRun(0, "", ""));
        (await TypeAsync("experiments: [c]\nschedule: {type: manual}\n", "-", "--stdin-filename", "plans/new.yaml")).Output.ShouldStartWith("plans/new.yaml:1:15: error RLY2301");
        (await TypeAsync("type: local\n", "-", "--stdin-filename", "loose.yaml")).Output.ShouldContain("loose.yaml:1:1: error");
    }

    [Fact]
    public async Task Of_endless_standard_input_no_more_is_read_than_a_document_may_have()
    {
        using var endless = new EndlessStream();
        var run = await RunAsync(endless, "-");
        run.Output.ShouldStartWith("stdin: error RLY2001");
        endless.Given.ShouldBeLessThan(3 << 20);
    }

    [Theory]
    [InlineData("-", "-")]
    [InlineData("a.yaml", "--stdin-filename", "b.yaml")]
    [InlineData("-", "--changed-since", "main")]
    [InlineData("nothing/**/*.yaml")]
    [InlineData("--kind", "plan", ".")]
    public async Task Words_that_make_no_sense_together_are_wrong_usage(params string[] args)
    {
        folder.Write("a.yaml", Good);
        var run = await TypeAsync("", args);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage, run.Output + run.Error);
        run.Error.ShouldStartWith("reliably: ");
    }

    [Theory]
    [InlineData("--nope", "'validate' has no option '--nope'. A path that begins with '-' is written after '--'.")]
    [InlineData("--fromat=json", "'validate' has no option '--fromat'. Did you mean '--format'?")]
    [InlineData("-q", "'validate' has no option '-q'.")]
    public async Task An_option_that_is_not_there_is_said_so(string option, string message)
    {
        var run = await TypeAsync("", option);
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldStartWith("reliably: " + message);
    }

    [Fact]
    public async Task A_file_whose_name_begins_like_an_option_is_read_after_two_dashes()
    {
        folder.Write("--nope.yaml", Good);
        (await TypeAsync("", "--quiet", "--", "--nope.yaml")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("plan", "no option")]
    [InlineData("--format", "one of text, json, sarif, github. Did you mean 'json'?")]
    public async Task A_word_that_is_none_of_the_choices_is_told_with_them(string option, string expected)
    {
        var run = option == "plan" ? await TypeAsync("", "--kidn", option) : await TypeAsync("", option, "jsno");
        run.ExitCode.ShouldBe(ExitCodes.WrongUsage);
        run.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Patterns_select_documents_below_and_a_file_of_that_very_name_comes_first()
    {
        folder.Write("a/one.yaml", "title: T\n");
        folder.Write("a/deep/two.json", "{\"title\": \"T\"}");
        folder.Write("a/deep/readme.md", "title: T\n");
        folder.Write("a/.git/three.yaml", "title: T\n");
        folder.Write("star*.yaml", Good);
        (await FilesAsync("a/**")).ShouldBe(["a/deep/two.json", "a/one.yaml"]);
        (await FilesAsync("a/*.yaml")).ShouldBe(["a/one.yaml"]);
        (await FilesAsync("*/d??p/*")).ShouldBe(["a/deep/two.json"]);
        (await TypeAsync("", "star*.yaml", "--quiet")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Whatever_lies_in_the_folders_is_a_finding_within_bounds()
    {
        folder.Write("experiments/good.yaml", Good);
        folder.Write("experiments/latin.yaml", "");
        File.WriteAllBytes(folder["experiments/latin.yaml"], "title: caf\u00e9\n"u8.ToArray().Where(static b => b != 0xC3).ToArray());
        folder.Write("experiments/nul.yaml", "title: T\0\n");
        Directory.CreateSymbolicLink(folder["experiments/loop"], ".");
        File.CreateSymbolicLink(folder["experiments/zero.yaml"], "/dev/zero");
        File.CreateSymbolicLink(folder["experiments/dangling.yaml"], "nowhere");
        using (var huge = File.Create(folder["experiments/huge.json"])) huge.SetLength(100 << 20);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["experiments/s.yaml"]));
        await ShellAsync("mkfifo experiments/pipe.yaml; printf 'title: T' > \"$(printf 'experiments/b\\377d.yaml')\"; mkdir \"$(printf 'experiments/d\\376r')\"");
        var run = await TypeAsync("", "--format", "json");
        run.ExitCode.ShouldBe(1);
        var text = await TypeAsync("");
        foreach (var expected in (string[])
            [
                "experiments/latin.yaml:1:11: error RLY1003", "experiments/nul.yaml:1:9: error RLY1003", "experiments/loop: warning RLY2005", "experiments/zero.yaml: warning RLY2005",
                "experiments/dangling.yaml: warning RLY2005", "experiments/huge.json: error RLY2001", "experiments/s.yaml: error RLY2006", "experiments/pipe.yaml: error RLY2006",
                "experiments/b\uFFFDd.yaml: error RLY2008", "experiments/d\uFFFDr: error RLY2008",
            ])
        {
            text.Output.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Devices_that_are_named_are_no_documents()
    {
        File.CreateSymbolicLink(folder["zero.yaml"], "/dev/zero");
        (await TypeAsync("", "zero.yaml")).Output.ShouldStartWith("zero.yaml: error RLY2006");
    }

    [Fact]
    public async Task Files_and_folders_that_come_and_go_meanwhile_never_stop_it()
    {
        folder.Write("experiments/stays.yaml", Good);
        using var stop = new CancellationTokenSource();
        var churn = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                folder.Write("experiments/comes/and/goes.yaml", Good);
                Directory.Delete(folder["experiments/comes"], recursive: true);
            }
        });
        for (var round = 0; round < 20; round++)
        {
            var run = await TypeAsync("", "--format", "json");
            run.Output.ShouldNotContain("stays.yaml\",\n      \"line\": 0");
            run.ExitCode.ShouldBeOneOf(0, 1);
        }

        await stop.CancelAsync();
        await churn;
    }

    [Fact]
    public async Task A_million_mistakes_on_one_line_are_told_in_bounds()
    {
        folder.Write("experiments/a.json", "{\"title\":\"T\",\"description\":\"D\",\"method\":[" + new string('1', 1) + string.Concat(Enumerable.Repeat(",1", 400_000)) + "]}");
        var run = await TypeAsync("");
        run.Output.ShouldContain("RLY2009");
        run.Output.Split('\n').Count(static line => line.StartsWith("experiments/a.json:1:", StringComparison.Ordinal)).ShouldBe(1001);
        run.Output.Split('\n').ShouldAllBe(static line => line.Length < 400);
    }

    private async Task<string[]> FilesAsync(string pattern)
    {
        var run = await TypeAsync("", pattern, "--quiet");
        return [.. run.Output.Split('\n').Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)]).Distinct()];
    }

    private Task<ReliablyRun> TypeAsync(string input, params string[] args) => RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), args);

    private async Task<ReliablyRun> RunAsync(Stream input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess() with { Output = output, Error = error, Colour = false, Width = static () => null, WorkingFolder = folder.Path, OpenInput = () => input };
        var exitCode = await GitOpsApp.RunAsync(["validate", .. args], terminal);
        return new(exitCode, output.ToString(), error.ToString());
    }

    private async Task ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh") { ArgumentList = { "-c", script }, WorkingDirectory = folder.Path })!;
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public int Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'#');
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
