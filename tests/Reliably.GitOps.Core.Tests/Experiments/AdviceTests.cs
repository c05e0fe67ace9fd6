using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Experiments;

/// <summary>What advice is given, and what not: a rule that cries wolf is turned off.</summary>
public class AdviceTests
{
    [Theory]
    [InlineData("{type: http, url: u}", true)]
    [InlineData("{type: http, url: u, timeout: null}", true)]
    [InlineData("{type: http, url: u, timeout: '${t}'}", false)]
    [InlineData("{type: process, path: job, arguments: [a]}", true)]
    [InlineData("{type: process, path: sh, arguments: [-c, 'sleep 3; job']}", true)]
    [InlineData("{type: process, path: sh, arguments: [-c, 'sleep 3 && echo done']}", false)]
    [InlineData("{type: process, path: sleep, arguments: '5'}", false)]
    [InlineData("{type: process, path: timeout, arguments: 5 job}", false)]
    [InlineData("{type: process, path: timeout, arguments: ['-k', '1', '5', job]}", false)]
    [InlineData("{type: process, path: sudo, arguments: ['-n', timeout, '5', job]}", false)]
    [InlineData("{type: process, path: curl, arguments: ['-m', '5', 'https://a']}", false)]
    [InlineData("{type: process, path: kubectl, arguments: 'wait --for=condition=Ready pod/a --timeout=60s'}", false)]
    [InlineData("{type: python, module: m, func: f}", false)]
    public void Asks_for_a_timeout(string provider, bool asks) => Codes(provider).Contains("RLY2803").ShouldBe(asks);

    [Theory]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{}", false)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{all: true}", true)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{all: true, label_selector: ''}", true)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{all: true, name_pattern: '.*'}", true)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{all: true, label_selector: '${nothing}'}", true)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{all: true, label_selector: '${unknown}'}", false)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{mode: percentage, qty: 100}", true)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{mode: percentage, qty: 50}", false)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "{mode: fixed, qty: 100}", false)]
    [InlineData("chaosk8s.pod.probes", "read_pod_logs", "{}", false)]
    [InlineData("chaosk8s.node.actions", "drain_nodes", "{}", true)]
    [InlineData("chaosk8s.node.actions", "drain_nodes", "{name: n1}", false)]
    [InlineData("chaosk8s.node.actions", "uncordon_node", "{}", false)]
    [InlineData("chaosaws.ec2.actions", "stop_instances", "{az: eu-west-1a, filters: []}", true)]
    [InlineData("chaosaws.ec2.actions", "stop_instances", "{instance_ids: [i-1]}", false)]
    [InlineData("chaosaws.ec2.actions", "stop_instance", "{az: eu-west-1a}", false)]
    [InlineData("chaosazure.machine.actions", "restart_machines", "{}", true)]
    [InlineData("chaosazure.machine.actions", "start_machines", "{}", false)]
    public void Asks_what_a_function_is_limited_to(string module, string function, string arguments, bool asks) =>
        Codes($"{{type: python, module: {module}, func: {function}, arguments: {arguments}}}").Contains("RLY2804").ShouldBe(asks);

    [Theory]
    [InlineData("kubectl", "'delete pods --all'", true)]
    [InlineData("sh", "[-c, 'kubectl -n shop delete deployment --all && echo done']", true)]
    [InlineData("kubectl", "'delete pods --all -l app=a'", false)]
    [InlineData("kubectl", "'get pods --all-namespaces'", false)]
    [InlineData("kubectl", "'delete pod checkout-1'", false)]
    [InlineData("kill", "['-9', '-1']", true)]
    [InlineData("kill", "['-1', '1234']", false)]
    [InlineData("bash", "[-lc, 'docker kill $(docker ps -q)']", true)]
    [InlineData("bash", "[-c, 'docker kill $(docker ps -q --filter name=shop)']", false)]
    [InlineData("docker", "'stop shop'", false)]
    public void Asks_what_a_program_is_limited_to(string path, string arguments, bool asks) =>
        Codes($"{{type: process, path: {path}, arguments: {arguments}}}").Contains("RLY2804").ShouldBe(asks);

    [Theory]
    [InlineData("{type: regex, pattern: '.*'}", true)]
    [InlineData("{type: regex, pattern: ''}", true)]
    [InlineData("{type: regex, pattern: 'a?'}", true)]
    [InlineData("{type: regex, pattern: '(ok|)'}", true)]
    [InlineData("{type: regex, pattern: '${anything}'}", true)]
    [InlineData("{type: regex, pattern: '[\\s\\S]*'}", true)]
    [InlineData("{type: regex, pattern: '.+'}", false)]
    [InlineData("{type: regex, pattern: '^$'}", false)]
    [InlineData("{type: regex, pattern: '^[a-z ]*$'}", false)]
    [InlineData("{type: regex, pattern: '^(?!.*Exception)'}", false)]
    [InlineData("{type: regex, pattern: 'Running.*'}", false)]
    [InlineData("{type: regex, pattern: '(a*)*b'}", false)]
    [InlineData("{type: jsonpath, path: '$'}", true)]
    [InlineData("{type: jsonpath, path: '$', expect: [1]}", false)]
    [InlineData("{type: jsonpath, path: '$.items'}", false)]
    [InlineData("{type: range, range: [-.inf, .inf]}", true)]
    [InlineData("{type: range, range: [0, .inf]}", false)]
    [InlineData("[-1.0e+400, 1.0e+400]", true)]
    [InlineData("[0, 5]", false)]
    [InlineData("{type: probe, name: a, provider: {type: http, url: u}}", true)]
    [InlineData("{type: probe, name: a, provider: {type: python, module: m, func: f}}", false)]
    [InlineData("true", false)]
    public void Asks_whether_a_tolerance_can_fail(string tolerance, bool asks) =>
        Codes("{type: python, module: m, func: f}", tolerance: tolerance).Contains("RLY2805").ShouldBe(asks);

    [Theory]
    [InlineData("echo", "[ok]", true)]
    [InlineData("sh", "[-c, 'curl https://shop || true']", true)]
    [InlineData("sh", "[-c, 'curl https://shop; exit 0']", true)]
    [InlineData("sh", "[-c, 'curl https://shop && echo ok']", false)]
    [InlineData("curl", "'--fail https://shop'", false)]
    public void Asks_whether_a_command_can_fail(string path, string arguments, bool asks) =>
        Codes($"{{type: process, path: {path}, arguments: {arguments}}}", tolerance: "0").Contains("RLY2805").ShouldBe(asks);

    [Theory]
    [InlineData("sh", "[-c, 'load &']", true)]
    [InlineData("load", "'--rate 3 &'", true)]
    [InlineData("bash", "[-c, 'nohup load --rate 3 > /dev/null 2>&1 & echo started']", true)]
    [InlineData("sh", "[-c, 'a & b & wait']", false)]
    [InlineData("sh", "[-c, 'a && b 2>&1']", false)]
    [InlineData("load", "['&']", false)]
    [InlineData("curl", "['https://shop/?a=1&b=2']", false)]
    [InlineData("curl", "'\"https://shop/?a=1&b=2\"'", false)]
    public void Asks_who_waits_for_what_a_shell_leaves_behind(string path, string arguments, bool asks) =>
        Codes($"{{type: process, path: {path}, arguments: {arguments}}}").Contains("RLY2806").ShouldBe(asks);

    [Fact]
    public void What_a_rollback_ends_is_not_left_behind()
    {
        const string rollback = "rollbacks:\n- {type: action, name: r, provider: {type: process, path: pkill, arguments: load, timeout: 1}}\n";
        Codes("{type: process, path: sh, arguments: [-c, 'load &']}", more: rollback).ShouldNotContain("RLY2806");
    }

    [Theory]
    [InlineData("- {background: true}", true)]
    [InlineData("- {background: true}\n- {}", false)]
    [InlineData("- {background: true}\n- {background: true}", false)]
    [InlineData("- {}\n- {background: true}", true)]
    [InlineData("- {background: false}", false)]
    public void Asks_what_happens_beside_the_background(string method, bool asks) =>
        CodesOf(Text("200", "x: 1\nmethod:\n" + method)).Contains("RLY2807").ShouldBe(asks);

    [Theory]
    [InlineData("url: 'http://shop/', headers: {Authorization: '${t}'}", true)]
    [InlineData("url: 'http://shop/', headers: {x-api-key: '${t}'}", true)]
    [InlineData("url: 'http://shop/', headers: {Accept: '${t}'}", false)]
    [InlineData("url: 'http://app:${t}@shop/'", true)]
    [InlineData("url: 'http://shop/?a=b&access_token=${t}'", true)]
    [InlineData("url: 'http://shop/login', method: POST, arguments: {user: a, password: '${t}'}", true)]
    [InlineData("url: 'https://shop/', headers: {Authorization: '${t}'}", false)]
    [InlineData("url: 'http://localhost:8080/', headers: {Authorization: '${t}'}", false)]
    [InlineData("url: 'http://[::1]:8080/', headers: {Authorization: '${t}'}", false)]
    [InlineData("url: '${local}/', headers: {Authorization: '${t}'}", false)]
    [InlineData("url: '${remote}/', headers: {Authorization: '${t}'}", true)]
    [InlineData("url: '${unknown}/', headers: {Authorization: '${t}'}", false)]
    [InlineData("url: 'http://${unknown}/', headers: {Authorization: '${t}'}", false)]
    public void Asks_how_credentials_travel(string call, bool asks) => Codes($"{{type: http, {call}}}").Contains("RLY2808").ShouldBe(asks);

    [Theory]
    [InlineData("'-u app:${t} http://shop/'", true)]
    [InlineData("['-H', 'Authorization: Bearer ${t}', 'http://shop/']", true)]
    [InlineData("'-H \"Accept: a\" http://shop/'", false)]
    [InlineData("'-u app:${t} https://shop/'", false)]
    public void Asks_how_credentials_of_a_program_travel(string arguments, bool asks) =>
        Codes($"{{type: process, path: curl, arguments: {arguments}}}").Contains("RLY2808").ShouldBe(asks);

    [Theory]
    [InlineData("chaostoxi.proxy.actions", "disable_proxy", "", true)]
    [InlineData("chaostoxi.proxy.actions", "disable_proxy", "{type: python, module: chaostoxi.proxy.actions, func: enable_proxy}", false)]
    [InlineData("chaostoxi.proxy.actions", "disable_proxy", "{type: python, module: chaosaws.ec2.actions, func: start_instances}", true)]
    [InlineData("chaostoxi.proxy.actions", "disable_proxy", "{type: process, path: toxiproxy-cli, arguments: toggle stock}", false)]
    [InlineData("chaosk8s.node.actions", "cordon_node", "", true)]
    [InlineData("chaosk8s.node.actions", "cordon_node", "{type: process, path: kubectl, arguments: uncordon n1}", false)]
    [InlineData("chaosk8s.pod.actions", "terminate_pods", "", false)]
    [InlineData("chaostoxi.unknown", "disable_proxy", "", false)]
    [InlineData("mine.actions", "disable_proxy", "", false)]
    public void Asks_what_undoes_an_action(string module, string function, string rollback, bool asks)
    {
        var more = rollback.Length == 0 ? "" : $"rollbacks: [{{type: action, name: r, provider: {rollback}}}]";
        Codes($"{{type: python, module: {module}, func: {function}, arguments: {{name: n1}}}}", more: more).Contains("RLY2802").ShouldBe(asks);
    }

    [Theory]
    [InlineData("pkill", "['-TERM', '-x', shop]", true)]
    [InlineData("pkill", "-TERM -x shop", true)]
    [InlineData("docker", "[pause, shop]", true)]
    [InlineData("docker", "[ps]", false)]
    [InlineData("systemctl", "[stop, shop]", true)]
    [InlineData("systemctl", "[restart, shop]", false)]
    [InlineData("sudo", "[tc, qdisc, add, dev, eth0, root, netem, delay, 100ms]", true)]
    [InlineData("sudo", "[pkill, '-TERM', '-x', shop]", true)]
    [InlineData("pkill", "['-HUP', '-x', shop]", false)]
    [InlineData("sh", "[-c, 'pkill -TERM -x shop; systemctl start shop']", false)]
    public void Asks_what_undoes_a_program(string path, string arguments, bool asks) =>
        Codes($"{{type: process, path: {path}, arguments: {arguments}}}").Contains("RLY2802").ShouldBe(asks);

    [Fact]
    public void The_programs_that_a_starter_undoes_are_listed() => BuiltInStarters.Names
        .Where(static slug => slug.Value.StartsWith("process/", StringComparison.Ordinal)).Select(static slug => BuiltInStarters.Find(slug)!)
        .Where(static starter => starter.Rollback is not null).Select(static starter => starter.Activity.Provider).OfType<Provider.Process>()
        .Select(static process => process.Path).Distinct().Order(StringComparer.Ordinal).ShouldBe(KnownPrograms.Programs);

    [Fact]
    public void What_the_method_itself_undoes_later_is_undone()
    {
        const string method = """
            method:
            - {type: action, name: a, provider: {type: process, path: pkill, arguments: ['-TERM', '-x', shop]}}
            - {type: action, name: b, provider: {type: process, path: systemctl, arguments: [start, shop]}}
            """;
        CodesOf(Text("200", method)).ShouldNotContain("RLY2802");
    }

    [Theory]
    [InlineData("scale_deployment", "{name: a, replicas: 1}", "")]
    [InlineData("scale_deployment", "{name: a, replicas: '${count}'}", "")]
    [InlineData("scale_deployment", "{name: a, replicas: null}", "")]
    [InlineData("scale_deployment", "'${all}'", "")]
    [InlineData("scale_deployment", "{name: a, replica: 1}", "RLY2901")]
    [InlineData("scale_deployment", "{name: a, replicas: one}", "RLY2903")]
    [InlineData("scale_deployment", "{name: a}", "RLY2902")]
    [InlineData("scale_deployment", "{}", "RLY2902 RLY2902")]
    [InlineData("no_such_function", "{a: 1}", "")]
    public void Compares_arguments_with_those_of_the_function(string function, string arguments, string codes) =>
        Codes($"{{type: python, module: chaosk8s.deployment.actions, func: {function}, arguments: {arguments}}}", method: true)
            .Where(static code => code.StartsWith("RLY29", StringComparison.Ordinal)).ShouldBe(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string[] Codes(string provider, string tolerance = "200", string more = "", bool method = false)
    {
        const string any = "{type: python, module: m, func: f}";
        var text = Text(tolerance, more);
        return CodesOf(method ? text.Remove(text.LastIndexOf(any, StringComparison.Ordinal), any.Length).Insert(text.LastIndexOf(any, StringComparison.Ordinal), provider)
            : text.Replace(any, provider, StringComparison.Ordinal));
    }


    private static string Text(string tolerance, string more) => $$"""
        title: T
        description: D
        configuration:
          nothing: ""
          anything: ".*"
          local: {type: env, key: L, default: "http://127.0.0.1:1"}
          remote: {type: env, key: R, default: "http://shop.example.com"}
          unknown: {type: env, key: U}
        steady-state-hypothesis:
          title: H
          probes:
          - type: probe
            name: p
            tolerance: {{tolerance}}
            provider: {type: python, module: m, func: f}
        {{(more.Contains("method:", StringComparison.Ordinal) ? "" : "method: [{type: action, name: a, provider: {type: python, module: m, func: f}}]")}}
        {{more}}
        """;

    private static string[] CodesOf(string yaml) =>
        [.. SnapshotReader.ReadAlone(new("x.yaml", Encoding.UTF8.GetBytes(yaml)), DocumentKind.Experiment).Select(static one => one.Code)];
}
