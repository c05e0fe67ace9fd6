using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Reads a small repository that stands here, so that the runtime has loaded and compiled the rules by the time real documents are read: on a
/// second core, while the first one still works out what is asked. Touches no file, says nothing.
/// </summary>
internal static class ValidationRehearsal
{
    private const string Experiment = """
        title: A rehearsal
        description: Nothing.
        configuration:
          address: { type: env, key: ADDRESS, default: "http://127.0.0.1" }
        steady-state-hypothesis:
          title: It answers
          probes:
          - { type: probe, name: answers, tolerance: 200, provider: { type: http, url: "${address}/", timeout: 1 } }
        method:
        - { type: action, name: act, provider: { type: process, path: /bin/true, arguments: [--token, "${address}"], timeout: 1 } }
        rollbacks: []

        """;

    private const string Plan = """
        title: A rehearsal
        experiments: [rehearsal]
        environment: rehearsal
        schedule: { type: cron, pattern: "0 9 * * MON", timezone: Europe/Paris }

        """;

    private const string Environment = """
        title: A rehearsal
        envvars:
        - { var_name: ADDRESS, value: "http://127.0.0.1" }
        secrets:
        - { var_name: TOKEN, key: token, from: { env: REHEARSAL_TOKEN } }

        """;

    private const string Template = """
        title: A rehearsal
        description: Nothing.
        extensions:
        - name: reliably
          parameters:
            delay_ms: { title: Delay, type: integer, default: 1 }
        configuration:
          delay_ms: { type: env, key: RELIABLY_PARAM_DELAY_MS, default: 1 }
        steady-state-hypothesis:
          title: It answers
          probes:
          - { type: probe, name: answers, tolerance: 0, provider: { type: process, path: /bin/true, timeout: 1 } }
        method:
        - { type: action, name: act, provider: { type: process, path: /bin/true, arguments: "${delay_ms}", timeout: 1 } }
        rollbacks: []

        """;

    public static RepositorySnapshot Play() => SnapshotReader.Read(
        [
            Of("experiments/rehearsal.yaml", Experiment), Of("plans/rehearsal.yaml", Plan), Of("environments/rehearsal.yaml", Environment),
            Of("templates/rehearsal.yaml", Template),
        ],
        commit: null);

    private static RepositoryFile Of(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
