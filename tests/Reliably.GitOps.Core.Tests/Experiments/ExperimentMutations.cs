using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>Experiments changed at random where it hurts: values of every kind in every place, keys added, taken away and renamed.</summary>
internal sealed class ExperimentMutations(Random random)
{
    public static readonly string[] Seeds =
    [
        """
        title: T
        description: D
        tags: [a, b]
        extensions: [{name: mine}]
        configuration:
          plain: 1
          home: {type: env, key: HOME}
          missing: {type: env, key: RELIABLY_TEST_NOWHERE, env_var_type: int}
          count: {type: env, key: RELIABLY_TEST_COUNT, default: "5", env_var_type: int}
          found: {type: probe, name: f, provider: {type: process, path: hostname}}
        secrets:
          shop: {token: {type: env, key: HOME}, plain: x, deep: {deeper: {type: env, key: HOME}}, vault: {type: vault, path: p, key: k}}
        contributions: {reliability: high, security: none}
        controls:
        - {name: c, provider: {type: python, module: nowhere.at_all}, scope: after}
        - {name: d, ref: c, provider: {type: python, module: json}, automatic: false}
        runtime: {hypothesis: {strategy: continuously}, rollbacks: {strategy: always}}
        steady-state-hypothesis:
          title: H
          controls: [{name: e, provider: {type: http}}]
          probes:
          - {type: probe, name: p1, tolerance: 200, provider: {type: http, url: "http://x/${plain}", headers: {A: b}, timeout: 3}}
          - {type: probe, name: p2, tolerance: [0, 1], provider: {type: process, path: sh, arguments: [-c, "exit 0"], timeout: 5}}
          - {type: probe, name: p3, tolerance: {type: regex, pattern: "a+", target: stdout}, provider: {type: process, path: sh}}
          - {ref: a1, tolerance: {type: jsonpath, path: "$.a", count: 1}}
        method:
        - {type: action, name: a1, background: true, pauses: {before: 1, after: "${plain}"}, provider: {type: process, path: sh, arguments: -x}, controls: [{name: f, provider: {type: python, module: json}}]}
        - {ref: p1}
        - {type: probe, name: a2, timeout: 3, provider: {type: python, module: os.path, func: exists, arguments: {path: /tmp}}}
        rollbacks:
        - {type: action, name: r1, provider: {type: python, module: os, func: getcwd}}
        - {ref: nowhere}
        """,
        """
        title: T
        description: D
        steady-state-hypothesis:
          title: H
          probes:
          - {type: probe, name: p5, tolerance: {type: range, range: [1, 2.5], target: status}, provider: {type: process, path: sh}}
          - {type: probe, name: p6, tolerance: {type: probe, name: q, provider: {type: process, path: sh, arguments: {}}}, provider: {type: process, path: sh}}
          - {type: probe, name: p7, tolerance: true, provider: {type: python, module: os, func: getcwd, secrets: [shop]}}
          - {type: probe, name: p8, tolerance: up, provider: {type: python, module: nowhere.at_all, func: f, arguments: {a: 1}}}
        method:
        - {ref: p7, name: again, pauses: {after: 3}}
        - {ref: again}
        - {type: action, name: a1, provider: {type: process, path: no-such-program, arguments: {a: b}}}
        """,
        "{title: T, description: D, method: []}",
        """
        # A text in blocks, with anchors.
        title: >-
          Losing one
          of two
        description: |2+
           is "survived"

        configuration: &all
          one: &one {type: env, key: HOME}   # where it is
          two:
            <<: *one
            default: 'it''s'
        steady-state-hypothesis:
          title: "an \x41 and a \
            break"
          probes:
            - &p
              type: probe
              name: p
              tolerance:
                - 200
                - 201
              provider:
                type: http
                url: http://x/?a=b#c
            -
              <<: *p
              name: q
        method:
        - ? ref
          : p
        - type: action
          name: 'a'
          provider: {type: process, path: sh,
            arguments: [-c, "exit 0",
              'x']}
        rollbacks: []
        """,
    ];

    private static readonly string[] Texts =
        ["", " ", "zzz", "${plain}", "${x", "$$", ".x", "..x", "~/x", "a b", "A=B", "before", "probe", "action", "env", "vault", "python", "process", "http", "regex", "jsonpath", "range", "p1", "a1", "sh", "os", "getcwd", "HOME", "int", "bool", "json", "1", "{", "\u001c", "x\u0000y"];

    private static readonly string[] Keys =
    [
        "type", "name", "provider", "ref", "tolerance", "pauses", "before", "after", "background", "timeout", "controls", "path", "url", "headers", "arguments", "module", "func", "scope",
        "title", "description", "tags", "extensions", "configuration", "secrets", "steady-state-hypothesis", "probes", "method", "rollbacks", "runtime", "contributions", "key", "default",
        "env_var_type", "pattern", "range", "target", "count", "mine", "dry",
    ];

    public static DataNode Seed(int index) => YamlReader.TryParse(Encoding.UTF8.GetBytes(Seeds[index % Seeds.Length]), out _)!;

    /// <summary>The seed after so many changes.</summary>
    public DataNode Mutated(DataNode node, int changes)
    {
        for (var i = 0; i < changes; i++) node = Change(node);
        return node;
    }

    /// <summary>YAML in flow style, with what JSON cannot say: dates, and keys that are no text.</summary>
    public static string Yaml(DataNode node) => node switch
    {
        DataNode.Timestamp date => date.Iso,
        DataNode.Float { Value: double.NaN } => ".nan",
        DataNode.Float { Value: var value } when double.IsInfinity(value) => value > 0 ? ".inf" : "-.inf",
        DataNode.Sequence list => "[" + string.Join(", ", list.Items.Select(Yaml)) + "]",
        DataNode.Mapping mapping => "{" + string.Join(", ", mapping.Entries.Select(static entry => "? " + Yaml(entry.Key) + " : " + Yaml(entry.Value))) + "}",
        _ => JsonWriter.Compact(node),
    };

    private DataNode Change(DataNode node)
    {
        switch (node)
        {
            case DataNode.Mapping { Entries.Length: > 0 } mapping when random.Next(8) > 0:
                var at = random.Next(mapping.Entries.Length);
                var entry = mapping.Entries[at];
                return random.Next(14) switch
                {
                    0 => mapping.Without(entry.Name),
                    1 => mapping.With(Keys[random.Next(Keys.Length)], Value()),
                    2 when mapping.Entries.Length > 1 => mapping.With(entry.Name, mapping.Entries[(at + 1) % mapping.Entries.Length].Value),
                    3 => new DataNode.Mapping(mapping.Entries.SetItem(at, entry with { Key = Key() })),
                    _ => new DataNode.Mapping(mapping.Entries.SetItem(at, entry with { Value = Change(entry.Value) })),
                };
            case DataNode.Sequence { Items.Length: > 0 } list when random.Next(6) > 0:
                var index = random.Next(list.Items.Length);
                return new DataNode.Sequence(random.Next(10) switch
                {
                    0 => list.Items.RemoveAt(index),
                    1 => list.Items.Add(list.Items[index]),
                    2 => list.Items.Add(Value()),
                    _ => list.Items.SetItem(index, Change(list.Items[index])),
                });
            default:
                return Value();
        }
    }

    private DataNode Key() => random.Next(4) switch
    {
        0 => DataNode.Of(Texts[random.Next(Texts.Length)]),
        1 => DataNode.Of(random.Next(3)),
        _ => DataNode.Of(Keys[random.Next(Keys.Length)]),
    };

    private DataNode Value() => random.Next(24) switch
    {
        0 => DataNode.None,
        1 => DataNode.Of(true),
        2 => DataNode.Of(false),
        3 => DataNode.Of(0),
        4 => DataNode.Of(-1),
        5 => DataNode.Of(1.5),
        6 => DataNode.Of(0.0),
        7 => DataNode.Sequence.Empty,
        8 => DataNode.Mapping.Empty,
        9 => new DataNode.Sequence([Value()]),
        10 => new DataNode.Sequence([DataNode.Of("a"), DataNode.Of(2)]),
        11 => DataNode.Mapping.Create((Keys[random.Next(Keys.Length)], Value())),
        12 => DataNode.Mapping.Create(("type", DataNode.Of("env")), ("key", Value())),
        13 => DataNode.Mapping.Create(("type", DataNode.Of("env")), ("key", DataNode.Of("RELIABLY_TEST_NOWHERE")), ("default", Value()), ("env_var_type", DataNode.Of(Texts[random.Next(Texts.Length)]))),
        14 => new DataNode.Timestamp("2026-11-22"),
        15 => new DataNode.Integer(System.Numerics.BigInteger.Pow(10, 400)),
        _ => DataNode.Of(Texts[random.Next(Texts.Length)]),
    };
}
