namespace Reliably.GitOps.Executions;

/// <summary>Experiments in which the two engines are compared: one for each quirk of CHAOS-TOOLKIT that both can show.</summary>
public static class ParityCases
{
    private const string Ok = "{ type: process, path: \"true\" }";
    private static readonly Dictionary<string, (string Experiment, RunOptions Options)> Cases = [];

    static ParityCases()
    {
        AddFlow();
        AddProcesses();
        AddHttp();
        AddTolerances();
        AddVariables();
        AddStrategies();
    }

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static (string Experiment, RunOptions Options) Of(string name) => Cases[name];

    private static void Add(string name, string rest, RunOptions? options = null) =>
        Cases.Add(name, ("title: Parity of ${who}\ndescription: d\n" + rest, options ?? new()));

    private static string Probe(string tolerance, string provider = Ok) =>
        $"steady-state-hypothesis:\n  title: h\n  probes:\n  - {{ type: probe, name: p, tolerance: {tolerance}, provider: {provider} }}\n";

    private static string Method(params string[] providers) =>
        "method:\n" + string.Concat(providers.Select(static (provider, i) => $"- {{ type: action, name: a{i}, provider: {provider} }}\n"));

    private static string Sh(string script, string more = "") => $"{{ type: process, path: sh, arguments: [-c, '{script}']{more} }}";

    private static void AddFlow()
    {
        Add("empty method", "method: []\n");
        Add("hypothesis met", Probe("0") + Method(Ok) + "rollbacks:\n- { type: action, name: r, provider: " + Ok + " }\n");
        Add("gate unmet", Probe("1") + Method(Ok) + "rollbacks:\n- { type: action, name: r, provider: " + Ok + " }\n", new() { RollbackStrategy = new("default", "command line") });
        Add("gate failed", Probe("0", Sh("sleep 5", ", timeout: 0.2")) + Method(Ok) + "rollbacks:\n- { type: action, name: r, provider: " + Ok + " }\n", new() { RollbackStrategy = new("default", "command line") });
        Add("deviated", Probe("0", Sh("test ! -e broken")) + Method(Sh("touch broken")) + "rollbacks:\n- { type: action, name: r, provider: " + Sh("rm broken") + " }\n");
        Add("two probes, the first decides", "steady-state-hypothesis:\n  title: h\n  probes:\n  - { type: probe, name: p, tolerance: 3, provider: " + Ok + " }\n  - { type: probe, name: q, tolerance: 0, provider: " + Ok + " }\n" + Method(Ok));
        Add("references", Probe("0") + "method:\n- { ref: p }\n- { type: action, name: a, provider: " + Ok + " }\n- { ref: a }\nrollbacks:\n- { ref: a }\n");
        Add("background", "method:\n- { type: action, name: slow, background: true, provider: " + Sh("sleep 0.4; echo slow") + " }\n- { type: action, name: quick, provider: " + Sh("echo quick") + " }\n");
        Add("pauses", "configuration: { wait: 0.1 }\nmethod:\n- { type: action, name: a, pauses: { before: \"${wait}\", after: 0.1 }, provider: " + Ok + " }\n");
        Add("pause that is a text", "configuration: { wait: soon }\nmethod:\n- { type: action, name: a, pauses: { after: \"${wait}\" }, provider: " + Ok + " }\n- { type: action, name: b, provider: " + Ok + " }\nrollbacks:\n- { type: action, name: r, provider: " + Ok + " }\n");
        Add("rollback fails, the next is played", "method: []\nrollbacks:\n- { type: action, name: r, provider: " + Sh("sleep 5", ", timeout: 0.1") + " }\n- { type: action, name: s, provider: " + Ok + " }\n");
        foreach (var dry in RunStrategies.DryNames)
            Add($"dry {dry}", Probe("5") + "method:\n- { type: action, name: a, pauses: { after: 0.1 }, provider: " + Ok + " }\n- { type: probe, name: b, dry: actions, provider: " + Ok + " }\n", new() { Dry = dry });
    }

    private static void AddProcesses()
    {
        Add("arguments as text", "configuration: { who: world }\n" + Method("{ type: process, path: echo, arguments: \"hello ${who} $HOME ${UNKNOWN}x | tr a-z A-Z\" }"));
        Add("arguments as list", "configuration: { n: 1.0, yes: true, none: null, many: [1, a, null] }\n" + Method("{ type: process, path: echo, arguments: [\"${n}\", \"${yes}\", \"${none}\", \"\", 0, false, \"${many}\", \"x${many}\", \"$$\", \"$n\", \"${a-b}\"] }"));
        Add("arguments as mapping", "configuration: { v: 5 }\n" + Method("{ type: process, path: echo, arguments: { --first: \"${v}\", --none: null, --empty: \"\", --last: [1] } }"));
        Add("nothing to substitute keeps dollars", Method("{ type: process, path: echo, arguments: [\"$$\", \"${x}\"] }"));
        Add("status and both streams", Method(Sh("echo out; echo err >&2; exit 42")));
        Add("ended by a signal", Method(Sh("kill -TERM $$")));
        Add("grandchild holds the pipe", Method(Sh("(sleep 0.3; echo late) & echo early")));
        Add("timeout", Method(Sh("sleep 5", ", timeout: 0.3"), Ok));
        Add("timeout that is a text", Method(Sh("echo a", ", timeout: \"1\""), Ok));
        Add("arguments that are a number", "configuration: { x: 5 }\n" + Method("{ type: process, path: echo, arguments: \"${x}\" }", Ok));
        Add("its mark of order", Method(Sh("printf abc"), Sh("printf é")));
    }

    private static void AddHttp()
    {
        const string Stub = "configuration: { stub: { type: env, key: STUB }, n: 1.0, key: c d }\n";
        string[] paths = ["/json", "/latin", "/html", "/none", "/headers", "/error", "/moved", "/chunked", "/echo?a=b%20c&d=é#part", "/with space/%7Ex"];
        foreach (var path in paths) Add("GET " + path, Stub + Method($"{{ type: http, url: \"${{stub}}{path}\" }}"));
        Add("GET with arguments", Stub + Method("{ type: http, url: \"${stub}/echo\", arguments: { a: 1, b: [x, null, true], c: null, \"${key}\": \"${key}\", n: \"${n}\", m: { k: v } } }"));
        Add("GET with a text", Stub + Method("{ type: http, url: \"${stub}/echo?x=1\", arguments: \"a b=${n}\" }"));
        Add("GET with headers", Stub + Method("{ type: http, url: \"${stub}/echo\", headers: { X-Key: \"${key}\", Accept: text/plain, User-Agent: null } }"));
        Add("POST a form", Stub + Method("{ type: http, method: post, url: \"${stub}/echo\", arguments: { a: [1, 2], b: é ü, c: true } }"));
        Add("POST a text", Stub + Method("{ type: http, method: POST, url: \"${stub}/echo\", arguments: \"raw ${key}\" }"));
        Add("POST JSON", Stub + Method("{ type: http, method: POST, url: \"${stub}/echo\", headers: { Content-Type: application/json }, arguments: { a: [1, 2.0, null, true], b: é, n: \"${n}\" } }"));
        Add("POST almost JSON", Stub + Method("{ type: http, method: POST, url: \"${stub}/echo\", headers: { content-type: application/json }, arguments: { a: 1 } }"));
        Add("POST nothing", Stub + Method("{ type: http, method: POST, url: \"${stub}/echo\" }"));
        Add("POST redirected", Stub + Method("{ type: http, method: POST, url: \"${stub}/moved\", arguments: { a: 1 } }"));
        Add("POST redirected and kept", Stub + Method("{ type: http, method: POST, url: \"${stub}/kept\", arguments: { a: 1 } }"));
        Add("PUT, DELETE", Stub + Method("{ type: http, method: PUT, url: \"${stub}/echo\", arguments: x }", "{ type: http, method: DELETE, url: \"${stub}/echo\" }"));
        Add("JSON that is none", Stub + Method("{ type: http, url: \"${stub}/bad-json\" }", Ok));
        Add("too many redirects", Stub + Method("{ type: http, url: \"${stub}/loop\" }", Ok));
        Add("answer too late", Stub + Method("{ type: http, url: \"${stub}/slow\", timeout: 0.3 }", Ok));
        Add("answer too late, with retries", Stub + Method("{ type: http, url: \"${stub}/slow\", timeout: 0.2, max_retries: 1 }", Ok));
        Add("connection cut", Stub + Method("{ type: http, url: \"${stub}/cut\" }", Ok));
        Add("retried", Stub + Method("{ type: http, url: \"${stub}/flaky\", max_retries: 3 }"));
        Add("nobody listens", Method("{ type: http, url: \"http://127.0.0.1:9/\" }", Ok));
        Add("unknown host", Method("{ type: http, url: \"http://no-such-host.invalid/\" }", Ok));
        Add("no scheme", Method("{ type: http, url: \"127.0.0.1/x\" }", Ok));
        Add("header that is a number", Stub + Method("{ type: http, url: \"${stub}/echo\", headers: { X: 5 } }", Ok));
        Add("timeout of a text", Stub + Method("{ type: http, url: \"${stub}/echo\", timeout: \"1\" }", Ok));
    }

    private static void AddTolerances()
    {
        string[] met = ["0", "[0, 1, 2]", "{ type: range, range: [0, 5], target: status }", "{ type: regex, pattern: \"^(?P<w>a)b$\", target: stdout }", "{ type: range, range: [1, 2.5], target: stderr }"];
        string[] unmet = ["1", "[1, 2]", "[]", "true", "\"ab\"", "{ type: regex, pattern: \"b\\\\Z\", target: stdout }", "{ type: range, range: [3, 5], target: stderr }", "{ type: range, range: [0, 0.3], target: extra }"];
        foreach (var tolerance in met.Concat(unmet.Take(7)))
            Add("tolerance " + tolerance, Probe(tolerance, Sh("echo ab; printf \" 2.5 \" >&2")) + Method(Ok));
        Add("a third is above a third", Probe("{ type: range, range: [0, 0.3], target: stdout }", Sh("echo 0.3")) + Method(Ok));
        Add("a tenth is below a tenth", Probe("{ type: range, range: [0.1, 1], target: stdout }", Sh("echo 0.1")) + Method(Ok));
        Add("text that is no number", Probe("{ type: range, range: [0.1, 1], target: stdout }", Sh("echo much")) + Method(Ok));
        Add("tolerance by variable", "configuration: { t: 7, p: \"7$\" }\n" + Probe("\"${t}\"", Sh("exit 7")) + Method(Ok));
        Add("float by variable", "configuration: { t: 7.0 }\n" + Probe("\"${t}\"", Sh("exit 7")) + Method(Ok));
        Add("pattern by variable", "configuration: { p: \"a+b\" }\n" + Probe("{ type: regex, pattern: \"^${p}$\", target: stdout }", Sh("echo aab")) + Method(Ok));
        Add("possessive and atomic", Probe("{ type: regex, pattern: \"^a++(?>b|bc)c{,2}$\", target: stdout }", Sh("echo aabcc")) + Method(Ok));
    }

    private static void AddVariables()
    {
        const string Echo = "{ type: process, path: echo, arguments: [\"${who}\", \"${number}\", \"${token}\", \"${greeting}\", \"${flag}\"] }";
        const string Block = "configuration:\n  who: inline\n  number: 3\n  greeting: { type: env, key: GREETING }\n  flag: { type: env, key: NO_SUCH, default: \"off\", env_var_type: bool }\nsecrets: { group: { token: secret-literal } }\n";
        Add("configuration of every kind", Block + Method(Echo));
        Add("--var", Block + Method(Echo), new() { Variables = [VariableTypes.ParseOption("who=by-option"), VariableTypes.ParseOption("number:float=2.50"), VariableTypes.ParseOption("unknown=x")] });
        Add("--var-file", Block + Method(Echo), new() { VariableFiles = ["values.yaml"], Variables = [VariableTypes.ParseOption("number:int=9")] });
        Add("dynamic configuration", "configuration:\n  first: one\n  second: { type: probe, name: d, provider: { type: process, path: echo, arguments: [\" ${first} \", \"${third}\"] } }\n  third: three\n  broken: { type: probe, name: b, provider: { type: process, path: \"false\" } }\n" + Method("{ type: process, path: echo, arguments: [\"${second}\", \"${broken}\"] }"));
        Add("title and nested values", "configuration: { who: [1, {a: \"it's\"}, null, 1.0e+22, 1.0e-5] }\n" + Method("{ type: process, path: echo, arguments: [\"x ${who}\"] }"));
        Add("yaml of 1.1", "configuration: { a: yes, b: 0777, c: 1:30, d: 1e3, e: 2020-01-02, f: ~ }\n" + Method("{ type: process, path: echo, arguments: [\"<${a} ${b} ${c} ${d} ${e} ${f}>\"] }"));
    }

    private static void AddStrategies()
    {
        foreach (var strategy in RunStrategies.HypothesisNames.Where(static name => name is not ("skip" or "continously")))
            Add("hypothesis " + strategy, Probe("0") + Method(Sh("sleep 0.3")), new() { HypothesisStrategy = strategy, HypothesisFrequency = 60 });
        Add("during, unmet", Probe("1") + Method(Sh("sleep 0.3"), Ok), new() { HypothesisStrategy = "during-method-only", HypothesisFrequency = 60 });
        Add("during, unmet, fail-fast", Probe("1") + Method(Sh("sleep 0.5"), Ok), new() { HypothesisStrategy = "during-method-only", FailFast = true, RollbackStrategy = new("default", "command line") });
        Add("continuously, deviating", Probe("0", Sh("test ! -e broken")) + Method(Sh("sleep 0.4; touch broken"), Ok), new() { HypothesisStrategy = "continuously", HypothesisFrequency = 60, FailFast = true });
        foreach (var strategy in RunStrategies.RollbackNames)
            Add("rollbacks " + strategy, Probe("0", Sh("test ! -e broken")) + Method(Sh("touch broken")) + "rollbacks:\n- { type: action, name: r, provider: " + Ok + " }\n", new() { RollbackStrategy = new(strategy, "command line") });
        Add("runtime of the experiment", "runtime: { hypothesis: { strategy: before-method-only } }\n" + Probe("0") + Method(Ok));
        Add("runtime that skips", "runtime: { hypothesis: { strategy: skip } }\n" + Probe("1") + Method(Ok));
    }
}
