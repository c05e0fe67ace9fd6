using System.Globalization;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

/// <summary>What a run may take of the machine. The program runs as a process of its own, and its own activities look at it.</summary>
public sealed class EngineCostTests
{
    private const int Many = 1000;

    [Fact]
    public async Task A_run_loads_neither_the_schema_library_nor_the_web_host()
    {
        if (!OperatingSystem.IsLinux()) return; // only Linux shows what a process has loaded
        using var folder = new TestFolder();
        using var stub = new HttpStub();
        folder.Write("experiment.yaml", $$"""
            title: t
            description: d
            steady-state-hypothesis:
              title: h
              probes:
              - { type: probe, name: p, tolerance: { type: regex, pattern: "^Ada", target: stdout }, provider: { type: process, path: echo, arguments: [Ada] } }
            method:
            - { type: action, name: call, provider: { type: http, url: "{{stub.Url}}/json" } }
            - { type: action, name: look, provider: { type: process, path: sh, arguments: [-c, 'grep -o "[^/]*[.]dll" /proc/$PPID/maps | sort -u > loaded'] } }
            """);
        await RunAsync(folder.Path);
        var loaded = File.ReadAllLines(Path.Combine(folder.Path, "loaded"));
        loaded.ShouldContain("reliably.dll");
        loaded.Where(static name => name.StartsWith("NJsonSchema", StringComparison.Ordinal) || name.StartsWith("Newtonsoft", StringComparison.Ordinal)
            || name.StartsWith("Namotion", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_thousand_activities_in_the_background_need_no_thousand_threads()
    {
        if (!OperatingSystem.IsLinux()) return; // only Linux shows how many threads a process has
        using var folder = new TestFolder();

        // The first holds a lock that all others wait for, until the last has counted.
        folder.Write("experiment.yaml", "title: t\ndescription: d\nmethod:\n"
            + Shell("hold", "flock gate sh -c \"touch held; until [ -e counted ]; do sleep 0.1; done\"", "background: true")
            + Shell("wait", "until [ -e held ]; do sleep 0.05; done")
            + string.Concat(Enumerable.Range(0, Many).Select(static i => Shell($"b{i}", "flock -s gate echo through", "background: true")))
            + Shell("count", "grep Threads: /proc/$PPID/status > threads; touch counted"));
        await RunAsync(folder.Path);
        var threads = int.Parse(File.ReadAllText(Path.Combine(folder.Path, "threads")).Split(':')[1], CultureInfo.InvariantCulture);
        threads.ShouldBeLessThan(50);
        var journal = Journal.TryParse(File.ReadAllText(Path.Combine(folder.Path, "journal.json")))!;
        journal.Run.Length.ShouldBe(Many + 3);
        journal.Run.ShouldAllBe(static entry => entry.Status == "succeeded");
    }

    private static async Task RunAsync(string folder)
    {
        using var run = ServeProcess.Start(folder, "run", "experiment.yaml", "--runner", "native");
        (await run.EndAsync()).ShouldBe(0, run.Text);
    }

    private static string Shell(string name, string script, string more = "background: false") =>
        $"- {{type: action, name: {name}, {more}, provider: {{type: process, path: sh, arguments: [-c, '{script}']}}}}\n";
}
