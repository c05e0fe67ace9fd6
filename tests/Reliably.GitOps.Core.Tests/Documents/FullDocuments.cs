using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Good documents that, together, use every key of every kind.</summary>
internal static class FullDocuments
{
    public static readonly (DocumentKind Kind, string Yaml)[] All =
    [
        (DocumentKind.Plan, """
            title: T
            description: D
            experiments: [a, b]
            deployment: local
            environment: staging
            schedule: {type: cron, pattern: "@daily", timezone: Europe/Paris, jitter: 5m, missed: run-once}
            concurrency: {group: g, policy: queue}
            timeout: 1h30m
            integrations: [ops]
            suspend: false
            stop-on: deviated
            rollback-strategy: always
            """),
        (DocumentKind.Plan, "template: t\nwith: {a: 1}\nschedule: {type: once, at: 2026-12-01T03:00, timezone: UTC}\n"),
        (DocumentKind.Plan, "experiments: [a]\nschedule: {type: now}\n"),
        (DocumentKind.Plan, "experiments: [a]\nschedule: {type: change}\n"),
        (DocumentKind.Plan, "experiments: [a]\nschedule: {type: manual}\n"),
        (DocumentKind.Environment, """
            title: T
            description: D
            envvars: [{var_name: A, value: ""}]
            secrets:
            - {key: k, var_name: B, path: x/y, from: {env: C}}
            - {key: l, path: z, from: {file: /run/secrets/x}}
            - {key: m, path: y, from: {command: token}}
            """),
        (DocumentKind.Deployment, "type: local\ntitle: T\ndescription: D\nuser: chaos\n"),
        (DocumentKind.Deployment, "type: container\ntitle: T\ndescription: D\nimage: i:1\nengine: podman\npull: always\nuser: chaos\nmemory: 64MiB\nnetwork: none\nread-only: false\n"),
        (DocumentKind.Deployment, "type: github\ntitle: T\ndescription: D\nworkflow: chaos.yml\n"),
        (DocumentKind.Integration, "type: slack\ntitle: T\ndescription: D\nchannel: '#ops'\n"),
        (DocumentKind.Integration, "type: webhook\ntitle: T\ndescription: D\nurl: https://example.com/x\n"),
        (DocumentKind.Integration, "type: assistant\ntitle: T\ndescription: D\n"),
        (DocumentKind.Integration, """
            type: pre-check
            title: T
            description: D
            url: http://localhost:1/ok
            headers: {Authorization: "Bearer ${token}", Accept: "${kind}"}
            configuration: {kind: application/json}
            secrets: {shop: {token: {type: env, key: TOKEN}}}
            timeout: 5s
            """),
        (DocumentKind.Integration, "type: pre-check\nprobe: {type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}\n"),
        (DocumentKind.Integration, """
            type: safeguard
            title: T
            description: D
            url: http://localhost:1/ok
            headers: {Accept: "${kind}"}
            configuration: {kind: application/json}
            secrets: {shop: {token: {type: env, key: TOKEN}}}
            timeout: 5s
            frequency: 5s
            then: pause
            """),
        (DocumentKind.Integration, "type: safeguard\nprobe: {type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}\n"),
        (DocumentKind.Integration, "type: auto-pause\ntitle: T\ndescription: D\nat: [method, action]\nfor: 1m\n"),
        (DocumentKind.Settings, """
            experiments: {include: ["**"], exclude: [data]}
            validation: {ignore: [{code: RLY2803, paths: ["experiments/legacy/**"]}]}
            first-contact: run
            reports: {branch: reports, journal-limit: 512KiB}
            scores: {profile: reliably, half-life: 7d}
            guardrails:
              windows:
              - {title: Sales, from: 2026-11-27T00:00, to: 2026-11-28T00:00, timezone: Europe/Paris}
              - {title: Nights, pattern: "0 22 * * *", for: 8h, timezone: Europe/Paris}
              integrations: [calm]
              max-parallel: 1
              max-per-day: 10
              max-timeout: 1h
            """),
        (DocumentKind.Server, """
            data: /var/lib/reliably
            listen: {private: "127.0.0.1:8090", public: "0.0.0.0:8443"}
            public-url: https://reliably.example.com
            github: {api-url: "https://github.example.com/api/v3", app-id: 12345, key: /run/secrets/app.pem, webhook-secret-files: [/run/secrets/webhook, /run/secrets/webhook-new]}
            poll-interval: 10s
            runner: native
            chaos: /usr/bin/chaos
            windows:
            - {title: Sales, from: 2026-11-27T00:00, to: 2026-11-28T00:00, timezone: Europe/Paris}
            - {title: Nights, pattern: "0 22 * * *", for: 8h, timezone: Europe/Paris}
            limits: {timeout: 4h, activity-timeout: 10m, rollback-timeout: 2m, output: 64KiB, journal: 2MiB, disk: 100MiB}
            repositories:
            - url: https://example.com/x.git
              branch: main
              credentials: /run/secrets/git
              grants: {deployments: [local], pull-requests: {deployments: [local]}, accounts: [chaos], containers: {images: ["shop/*"], networks: [shop]}, secrets: {env: ["STAGING_*"], files: [/run/secrets/chaos/], commands: {token: {run: [vault, kv], env: [VAULT_ADDR], timeout: 5s}}}}
            """),
        (DocumentKind.Server, "data: /d\ngithub: {token: /run/secrets/token}\nrepositories:\n- {app: acme/shop, branch: main}\n"),
        (DocumentKind.Experiment, Experiment),
        (DocumentKind.Template, Experiment.Replace("- {name: mine}", "- {name: mine}\n" + """
            - name: reliably
              parameters:
                front: {title: T, description: D, type: string, required: true, default: x, pattern: "^[a-z]+$", choices: [x, y]}
                count: {type: integer, min: 1, max: 3}
            """, StringComparison.Ordinal)),
        (DocumentKind.Starter, """
            title: T
            description: D
            target: http
            service: s
            tags: [a]
            package: chaostoolkit-http
            docs: https://example.com/docs
            arguments:
              x: {title: T, type: string, required: false, default: a, choices: [a, b]}
            configuration: {y: {title: T, type: integer, required: true}}
            related: [b]
            rollback: c
            activity:
              type: action
              name: a
              provider: {type: http, url: "http://x/${x}", headers: {A: b}, timeout: 3}
              pauses: {before: 1}
              background: true
              tolerance: 200
              controls: [{name: c, provider: {type: python, module: m}, scope: before}]
            """),
        (DocumentKind.Starter, "title: T\ntarget: process\nactivity: {type: probe, name: a, provider: {type: process, path: x, arguments: [a], timeout: 1}}\n"),
        (DocumentKind.Starter, "title: T\ntarget: python\nactivity: {type: probe, name: a, provider: {type: python, module: m, func: f, arguments: {a: 1}}}\n"),
    ];

    private const string Experiment = """
        title: T
        description: D
        tags: [a, b]
        extensions:
        - {name: mine}
        configuration:
          plain: 1
          front: {type: env, key: RELIABLY_PARAM_FRONT, default: x, env_var_type: str}
          count: {type: env, key: RELIABLY_PARAM_COUNT, default: 1, env_var_type: int}
        secrets: {shop: {token: {type: env, key: TOKEN}}}
        controls: [{name: c, provider: {type: python, module: m}, scope: after}]
        runtime: {hypothesis: {strategy: continuously}, rollbacks: {strategy: always}}
        steady-state-hypothesis:
          title: H
          controls: [{name: d, provider: {type: python, module: m}}]
          probes:
          - {type: probe, name: p1, tolerance: 200, provider: {type: http, url: "http://x/", headers: {A: b}, timeout: 3}}
          - {type: probe, name: p2, tolerance: [0, 1], provider: {type: process, path: "true", arguments: [a], timeout: 5}}
          - {type: probe, name: p3, tolerance: {type: regex, pattern: "a+", target: body}, provider: {type: http, url: "http://x/"}}
          - {type: probe, name: p4, tolerance: {type: jsonpath, path: "$.a", count: 1}, provider: {type: http, url: "http://x/"}}
          - {type: probe, name: p5, tolerance: {type: range, range: [1, 2.5], target: stdout}, provider: {type: process, path: "true"}}
          - {type: probe, name: p6, tolerance: {type: probe, name: q, provider: {type: process, path: "true"}}, provider: {type: process, path: "true"}}
          - {type: probe, name: p9, tolerance: {type: probe, ref: p1}, provider: {type: process, path: "true"}}
          - {type: probe, name: p7, tolerance: true, provider: {type: python, module: m, func: f, arguments: {a: 1}}}
          - {type: probe, name: p8, tolerance: up, provider: {type: python, module: m, func: f}}
        method:
        - {type: action, name: a1, background: true, pauses: {before: 1, after: "${plain}"}, provider: {type: process, path: "true", arguments: -x}, controls: [{name: e, provider: {type: python, module: m}}]}
        - {ref: p1}
        rollbacks:
        - {type: action, name: r1, provider: {type: python, module: m, func: f}}
        """;

    public static DocumentCursor Read(string yaml) =>
        DocumentCursor.Root("d.yaml", YamlReader.TryParse(Encoding.UTF8.GetBytes(yaml), out var problem) ?? throw new InvalidOperationException(problem!.Message));

    /// <summary>What our readers say of a value as a document by itself.</summary>
    public static Diagnostic[] ErrorsOf(DocumentKind kind, DataNode node)
    {
        var file = new RepositoryFile("d.json", Encoding.UTF8.GetBytes(JsonWriter.Compact(node)));
        return [.. SnapshotReader.ReadAlone(file, kind).Where(static one => one.Severity == Severity.Error)];
    }
}
