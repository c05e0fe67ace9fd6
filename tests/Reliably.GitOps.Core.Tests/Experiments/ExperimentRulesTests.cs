using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What the rules say of single parts of an experiment, and where. <c>code line:column-column</c>.</summary>
public class ExperimentRulesTests
{
    private const string Head = "title: T\ndescription: D\n";
    private const string Call = Head + "configuration: {front: http://x, my-key: 1, wait: {type: env, key: W, default: 5}, number: {type: env, key: N, default: 1, env_var_type: int}}\n"
        + "secrets: {shop: {token: {}}}\nmethod:\n- name: a\n  type: action\n";

    [Theory]
    [InlineData("  provider: {type: http, url: '${front}/${token}/$$x'}", "")]
    [InlineData("  provider: {type: http, url: '${frnt}'}", "RLY2213 8:32-39")]
    [InlineData("  provider: {type: http, url: u, headers: {A: \"Bearer ${shop}\"}}", "RLY2213 8:55-62")]
    [InlineData("  provider: {type: http, url: u, arguments: {a: [b, '${nothing}']}}", "RLY2213 8:54-64")]
    [InlineData("  provider: {type: http, url: '$frnt $HOME $5 ${ front }'}", "RLY2213 8:32-37, RLY2214 8:47-57")]
    [InlineData("  provider: {type: http, url: '${my-key} ${shop.token} ${other.thing}'}", "RLY2214 8:32-41, RLY2214 8:42-55")]
    [InlineData("  provider: {type: process, path: sh, arguments: [-c, 'echo ${HOME} ${frnt}']}", "RLY1602 8:35-37, RLY2213 8:69-76")]
    [InlineData("  provider: {type: process, path: p, arguments: ['${HOME}']}", "RLY1602 8:35-36, RLY2213 8:51-58")]
    [InlineData("  provider: {type: http, url: u, method: '${front}', timeout: '${wait}'}", "RLY2215 8:43-51, RLY2219 8:63-72")]
    [InlineData("  provider: {type: http, url: u}\n  pauses: {before: '${number}', after: '${wait}'}", "RLY2219 9:40-49")]
    [InlineData("  provider: {type: http, url: u}\n  pauses: {before: '${number}0${number}'}", "RLY2201 9:20-41")]
    [InlineData("  provider: {type: http, url: u}\n  pauses: {before: '${token}', after: '${nmber}'}", "RLY2213 9:40-48")]
    public void Variables_refer_to_something(string activity, string expected) => Found(Call + activity + "\n").ShouldBe(expected);

    [Fact]
    public void Names_are_not_told_where_a_vault_or_a_control_may_give_them()
    {
        Found(Head + "secrets: {shop: {type: vault, path: p}}\nmethod: [{name: a, type: action, provider: {type: http, url: '${any}'}}]\n").ShouldBe("RLY1604 3:37-38");
        Found(Head + "controls: [{name: c, provider: {type: python, module: m}}]\nmethod: [{name: a, type: action, provider: {type: http, url: '${any}'}}]\n").ShouldBe("RLY1605 3:55-56");
    }

    [Fact]
    public void A_probe_of_the_configuration_sees_only_what_stands_above_it()
    {
        const string Text = Head + "method: []\nconfiguration:\n  one: 1\n  two: {type: probe, provider: {type: http, url: '${one}/${three}'}}\n  three: 3\n  four: {type: probe, name: f, provider: {type: http}}\n";
        Found(Text).ShouldBe("RLY2213 6:58-66, RLY2224 8:43-47");
    }

    [Theory]
    [InlineData("  provider: {type: process, path: a/b, arguments: {--x: 1}}", "RLY1602 4:35-38, RLY2216 4:51-59")]
    [InlineData("  provider: {type: process, path: '~/b'}", "RLY1215 4:35-40")]
    [InlineData("  provider: {type: process, path: ls -l}", "RLY1602 4:35-40, RLY2225 4:35-40")]
    [InlineData("  provider: {type: python, module: .m, func: f}", "RLY1218 4:36-38")]
    [InlineData("  provider: {type: python, module: m, func: 5}", "RLY1214 4:45-46")]
    [InlineData("  provider: {type: python, module: m, func: f, arguments: {1: a}}", "RLY1216 4:60-61, RLY1601 4:36-37")]
    [InlineData("  provider: {type: python, module: m, func: f, secrets: [a]}", "RLY1601 4:36-37, RLY2222 4:58-59")]
    [InlineData("  provider: {type: python, module: m, func: f, secrets: a}", "RLY1601 4:36-37, RLY2212 4:57-58")]
    [InlineData("  provider: {type: http, url: 5, headers: [], method: 7}", "RLY2201 4:31-32, RLY2201 4:55-56, RLY2211 4:43-45")]
    [InlineData("  provider: {type: http, url: u}\n  controls: {}", "RLY2211 5:13-15")]
    [InlineData("  provider: {type: http, url: u}\n  controls: [{name: c, scope: '', automatic: 1, provider: {type: python, module: .c}}]", "RLY1218 5:82-84, RLY2212 5:46-47")]
    public void A_provider_is_judged_by_what_it_needs(string activity, string expected) =>
        Found(Head + "method: [{name: a, type: action,\n" + activity.Replace("\n  ", ",\n  ", StringComparison.Ordinal) + "}]\n").ShouldBe(expected);

    [Theory]
    [InlineData("{type: regex, pattern: a, target: body}", "http", "")]
    [InlineData("{type: regex, pattern: a}", "http", "RLY2201 7:15-19")]
    [InlineData("{type: regex, pattern: a, target: status}", "http", "RLY2201 7:48-54")]
    [InlineData("{type: range, range: [2, 1], target: status}", "http", "RLY2226 7:35-41")]
    [InlineData("{type: range, range: [1, 2], target: stdot}", "process", "RLY1602 8:34-35, RLY2201 7:51-56")]
    [InlineData("{type: regex, patern: a}", "python", "RLY1304 7:15-19, RLY1601 8:35-36, RLY2204 7:28-34")]
    [InlineData("{type: jsonpath, path: $.a}", "python", "RLY1601 8:35-36, RLY1606 7:21-29")]
    [InlineData("{type: probe, ref: x}", "http", "RLY2201 7:33-34")]
    [InlineData("'${no}'", "http", "RLY2213 7:15-20")]
    public void A_tolerance_fits_what_it_is_held_against(string tolerance, string provider, string expected)
    {
        var how = provider switch { "http" => "url: u", "process" => "path: p", _ => "module: m, func: f" };
        Found(Head + $"method: []\nsteady-state-hypothesis: {{title: H, probes: [\n{{name: p, type: probe,\n#\n  tolerance: {tolerance},\n provider: {{type: {provider}, {how}}}}}]}}\n").ShouldBe(expected);
    }

    [Theory]
    [InlineData("runtime: {hypothesis: {strategy: continuesly}}", "RLY2203 4:34-45")]
    [InlineData("runtime: {rollbacks: always}", "RLY2201 4:22-28")]
    [InlineData("contributions: {a: high, b: 3, c: None}", "RLY2218 4:29-30, RLY2218 4:35-39")]
    [InlineData("x-mine: 1\nteam: {a: b}", "")]
    [InlineData("rolbacks: []", "RLY2204 4:1-9")]
    [InlineData("tags: {a: b}", "RLY2212 4:7-13")]
    [InlineData("tags: 0", "RLY2211 4:7-8")]
    [InlineData("secrets: {token: {type: env, key: A}}", "RLY1603 4:35-36, RLY2201 4:19-23")]
    [InlineData("secrets: {g: {a: {type: vault}}}", "RLY2217 4:19-23")]
    [InlineData("configuration: {a: {type: env, key: ''}}", "RLY1404 4:37-39")]
    [InlineData("configuration: {a: {type: env, key: '', default: 1}}", "")]
    [InlineData("configuration: {a: {type: env, key: A, env_var_type: integr, default: 1}}", "RLY1402 4:54-60")]
    [InlineData("configuration: {a: {type: env, key: A, defualt: 1}}", "RLY1603 4:37-38, RLY2204 4:40-47")]
    [InlineData("controls: [{name: 5, provider: {}}, {ref: 5, name: d, provider: {}}]", "RLY2223 4:32-34, RLY2223 4:65-67")]
    [InlineData("rollbacks: [{name: [a], type: action, provider: {type: http, url: u}}, {ref: nobody}]", "RLY2202 4:78-84")]
    [InlineData("rollbacks: [{name: a, type: action, provider: {type: http, url: 'http://x/'}}, {ref: a, provider: true}]", "RLY1106 4:99-103, RLY2202 4:86-87, RLY2204 4:89-97")]
    [InlineData("rollbacks: [{name: a, type: action, provider: {type: http, url: 'http://x/'}}, {ref: a, provider: 0}]", "RLY2202 4:86-87, RLY2204 4:89-97")]
    public void Parts_are_as_strict_as_the_Chaos_Toolkit_and_no_more(string part, string expected) => Found(Head + "method: []\n" + part + "\n").ShouldBe(expected);

    [Fact]
    public void What_depends_on_the_machine_is_told_once_and_not_of_parameters_of_a_template()
    {
        const string Text = Head + "method: [{name: a, type: action, provider: {type: process, path: p}}, {name: b, type: action, provider: {type: process, path: p}}]\nconfiguration: {c: {type: env, key: RELIABLY_PARAM_C}}\n";
        Found(Text).ShouldBe("RLY1602 3:66-67, RLY1603 4:37-53");
        Found(Text, DocumentKind.Template).ShouldBe("RLY1602 3:66-67");
    }

    private static string Found(string yaml, DocumentKind kind = DocumentKind.Experiment) => string.Join(", ", SnapshotReader.ReadAlone(new("experiments/a.yaml", Encoding.UTF8.GetBytes(yaml)), kind)
        .Where(static one => !one.Code.StartsWith("RLY28", StringComparison.Ordinal) && !one.Code.StartsWith("RLY29", StringComparison.Ordinal))
        .OrderBy(static one => one.Code, StringComparer.Ordinal).ThenBy(static one => one.Location.Span.Start.Line).ThenBy(static one => one.Location.Span.Start.Column)
        .Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Code} {one.Location.Span.Start.Line}:{one.Location.Span.Start.Column}-{one.Location.Span.End.Column}")));
}
