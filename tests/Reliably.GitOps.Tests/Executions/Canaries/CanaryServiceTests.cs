using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Canaries;

/// <summary>
/// Secrets that go through a whole service are found neither in its log, on its pages, in its data folder (while it runs, after it was killed, at the end), in
/// any object of the remote, nor in any list of arguments.
/// </summary>
public sealed class CanaryServiceTests : IDisposable
{
    internal const string Head =
        """
        title: The canary ${token} sings
        description: d
        configuration:
          token: { type: env, key: TOKEN }
          url: { type: env, key: CANARY_URL }
          found: { type: probe, name: find, provider: { type: process, path: printenv, arguments: [TOKEN] } }
        secrets: { own: { secret: { type: env, key: COMMANDED } } }
        steady-state-hypothesis:
          title: It is quiet ${token}
          probes:
          - { type: probe, name: quiet, tolerance: { type: regex, pattern: ".*", target: stdout }, provider: { type: process, path: printenv, arguments: [TOKEN] } }
        method:
        - { type: action, name: argument, provider: { type: process, path: echo, arguments: ["${token}", "${secret}", "${found}"] } }
        - { type: action, name: "named ${token}", provider: { type: process, path: sh, arguments: [-c, "printenv TOKEN COMMANDED >&2; cat $RELIABLY_SECRETS/config; exit 3"] } }
        - { type: action, name: header and address, provider: { type: http, url: "${url}/echo?q=${token}", headers: { X-Canary: "${secret}" }, timeout: 20 } }
        - { type: action, name: no such path, provider: { type: http, url: "${url}/nowhere/${token}", timeout: 20 } }
        - { type: action, name: exception, provider: { type: http, url: "http://127.0.0.1:1/${token}", headers: { X-Canary: "${secret}" }, timeout: 20 } }
        - { type: action, name: "no such ${token}", provider: { type: process, path: sh, arguments: ["${secret}", "${token}"] } }
        - { type: action, name: keys, provider: { type: http, url: "${url}/canary", timeout: 20 } }

        """;

    private const string Python =
        """
        - { type: action, name: raises, provider: { type: python, module: canary, func: raises, secrets: [own], arguments: { given: "${token}" } } }
        - { type: action, name: fails, provider: { type: python, module: canary, func: fails, secrets: [own], arguments: { given: "${token}" } } }
        - { type: action, name: talks, provider: { type: python, module: canary, func: talks, secrets: [own], arguments: { given: "${token}" } } }
        - { type: action, name: gives, provider: { type: python, module: canary, func: gives, arguments: { given: "${token}" } } }

        """;

    private const string Module =
        """
        import logging, sys, warnings
        from chaoslib.exceptions import ActivityFailed

        class Odd(Exception):
            def __str__(self):
                return "odd " + repr(self.args)

        def raises(given, secrets=None):
            try:
                raise KeyError(given, secrets)
            except KeyError as error:
                raise Odd({given: [given, secrets]}, given.encode("utf-8")) from error

        def fails(given, secrets=None):
            raise ActivityFailed("it was %s, %r" % (given, secrets))

        def talks(given, secrets=None):
            for name in ("chaostoolkit", "logzero_default", "of.my.own", None):
                log = logging.getLogger(name)
                for say in (log.debug, log.info, log.warning, log.error, log.critical):
                    say("it was %s %s", given, secrets)
            try:
                {}[given]
            except KeyError:
                logging.getLogger("chaostoolkit").exception("so it is")
            warnings.warn(given)
            print(given, secrets, flush=True)
            sys.stderr.write("%s %s\n" % (given, secrets))
            return {given: {"of": secrets}}

        def gives(given):
            return [given, (given, 1), {given: given.encode("utf-8").hex()}, repr(given.encode("utf-8"))]

        def dies(given, secrets=None):
            import os
            logging.getLogger("chaostoolkit").error("the end: %s %s", given, secrets)
            sys.stderr.write("the end: %s\n" % given)
            sys.stderr.flush()
            os._exit(7)

        """;

    private readonly RawServer shop = new();
    private readonly List<CanaryService> made = [];

    public CanaryServiceTests()
    {
        var name = JsonWriter.Compact(DataNode.Of(CanaryService.WholeToken));
        shop.Answers("/canary", "application/json", $"{{{name}: {name}, \"list\": [{name}]}}", header: "X-Back: " + CanaryService.Token);
        shop.Answers("/echo", "text/plain", "you sent " + Uri.EscapeDataString(CanaryService.WholeToken) + " and " + CanaryService.Command);
        foreach (var guard in (string[])["/calm", "/steady"]) shop.Answers(guard, "application/json", $"{{\"ok\": true, \"reason\": {name}}}");
    }

    public void Dispose()
    {
        foreach (var one in made) one.Dispose();
        shop.Dispose();
    }

    [Fact]
    public Task Nothing_of_a_run_of_our_own_engine_tells_a_secret() => StoppedAsync(With("native"));

    [ChaosToolkitFact]
    public Task Nothing_of_a_run_of_the_Chaos_Toolkit_tells_a_secret() => StoppedAsync(With("chaostoolkit", Python));

    [Fact]
    public Task Nothing_of_a_killed_service_tells_a_secret() => KilledAsync(With("native"));

    [ChaosToolkitFact]
    public Task Nothing_of_a_service_that_was_killed_under_the_Chaos_Toolkit_tells_a_secret() => KilledAsync(With("chaostoolkit", Python));

    [ChaosToolkitFact]
    public async Task The_last_words_of_an_engine_that_dies_tell_no_secret()
    {
        var house = With("chaostoolkit", "- { type: action, name: dies, provider: { type: python, module: canary, func: dies, secrets: [own], arguments: { given: \"${token}\" } } }\n");
        using var service = house.Start("--once");
        await service.EndAsync();
        RecordOf(house).VerdictReason.ShouldContain("***");
        house.IsNowhere(service);
    }

    [Theory]
    [InlineData("calm", "text/plain", "no such luck, {0}")]
    [InlineData("calm", "application/json", "{{\"ok\": false, \"reason\": {1}}}")]
    [InlineData("steady", "application/json", "{{\"ok\": false, \"reason\": {1}}}")]
    public async Task A_guard_that_says_no_tells_no_secret(string guard, string type, string body)
    {
        var house = With("native");
        var answer = string.Format(System.Globalization.CultureInfo.InvariantCulture, body, CanaryService.WholeToken, JsonWriter.Compact(DataNode.Of(CanaryService.WholeToken + " " + CanaryService.Command)));
        using var service = house.Start("--once");
        shop.Answers("/" + guard, type, answer);
        await service.EndAsync();
        RecordOf(house).Verdict.ShouldBe(Verdict.Blocked);
        house.IsNowhere(service);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_had_is_told_by_name_alone()
    {
        var house = With("native");
        house.Folder.Write("command", $"#!/bin/sh\necho {CanaryService.Command}\necho {CanaryService.Command} >&2\nexit 1\n");
        using var service = house.Start("--once");
        await service.EndAsync();
        RecordOf(house).VerdictReason.ShouldContain("commanded");
        house.IsNowhere(service);
    }

    /// <summary>A run that is paused and stopped with words that hold a secret, watched on the live page, and published.</summary>
    private async Task StoppedAsync(CanaryService house)
    {
        using var service = house.Start();
        await house.WatchAsync(service, () => IsWaiting(house, service));
        var id = IdOf(service);
        await house.TypeAsync("pause", id, "--why", "hold " + CanaryService.WholeToken);
        await house.WatchAsync(service, () => service.Text.Contains("pause ", StringComparison.Ordinal));
        house.IsNowhere(service);
        await house.TypeAsync("stop", id, "--why", "it is " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(CanaryService.WholeToken)));
        await house.WatchAsync(service, () => service.Text.Contains("publish ", StringComparison.Ordinal));
        await house.BrowseAsync(service);
        house.IsNowhere(service);
        service.Terminate();
        await service.EndAsync();
        var record = RecordOf(house);
        record.Status.ShouldBe("interrupted", ExecutionRecordJson.Write(record));
        record.JournalWithheld.ShouldBeFalse();
        record.MaskedValues.ShouldBeGreaterThan(15);
        foreach (var place in (string[])["log", "live page", "data ", "page reports/executions"]) house.ShouldHideIn(place);
        house.IsNowhere(service);
    }

    /// <summary>The engine ends by itself while no service is there; the next one publishes what it left.</summary>
    private async Task KilledAsync(CanaryService house)
    {
        using var service = house.Start();
        await house.WatchAsync(service, () => IsWaiting(house, service));
        house.IsNowhere(service);
        await service.KillAsync();
        house.IsNowhere(service);
        await File.WriteAllTextAsync(house.GoOn, "");
        using var again = house.Start("--once");
        await again.EndAsync();
        RecordOf(house).Verdict.ShouldBe(Verdict.Interrupted);
        house.IsNowhere(service, again);
    }

    private CanaryService With(string runner, string more = "")
    {
        CanaryService? house = null;
        house = new(shop, ("experiments/a.yaml", Head + "\n" + more + "WAIT")) { Runner = runner };
        made.Add(house);
        house.Folder.Write("python/canary.py", Module);
        house.Remote.Push("Wait", ("experiments/a.yaml", Head + "\n" + more + $$"""
            - { type: action, name: waits, provider: { type: process, path: sh, arguments: [-c, "touch {{house.Waiting}}; while ! test -e {{house.GoOn}}; do sleep 0.1; done"] } }
            rollbacks:
            - { type: action, name: back, provider: { type: process, path: sh, arguments: [-c, "touch {{house.GoOn}}; printenv TOKEN"] } }

            """));
        return house;
    }

    private static bool IsWaiting(CanaryService house, ServeProcess service)
    {
        service.Text.ShouldNotContain("end   ", customMessage: "it ended before its last activity");
        return File.Exists(house.Waiting);
    }

    private static string IdOf(ServeProcess service) => System.Text.RegularExpressions.Regex.Match(service.Text, @"start    (\S+)").Groups[1].Value;

    private static ExecutionRecord RecordOf(CanaryService house) =>
        ExecutionRecordJson.Read(house.Remote.Show(house.Remote.Files("reports/executions").Single(static path => path.EndsWith(".record.json", StringComparison.Ordinal))));
}
