using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Experiments of about 60 lines each, as teams write them: all good, no two alike.</summary>
internal static class ManyExperiments
{
    private const int InOneFolder = 200;

    public static RepositoryFile[] Files(int count) => [.. Enumerable.Range(0, count).Select(static number => new RepositoryFile(Path(number), Encoding.UTF8.GetBytes(Text(number))))];

    /// <summary>Writes them below a folder.</summary>
    public static void Write(string folder, int count)
    {
        foreach (var file in Files(count))
        {
            var path = System.IO.Path.Combine(folder, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Span);
        }
    }

    public static string Path(int number) => string.Create(CultureInfo.InvariantCulture, $"experiments/team-{number / InOneFolder:000}/service-{number:000000}.yaml");

    public static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        title: Service {{number}} survives losing a replica
        description: >-
          Two replicas of service {{number}} take requests. We stop one, as a node that is drained would,
          and expect callers to notice nothing: the other one answers.
        tags: [service-{{number}}, availability, replica]
        contributions:
          availability: high
          reliability: medium
        configuration:
          # Where callers reach the service; a plan may say otherwise.
          service_url:
            type: env
            key: SERVICE_{{number}}_URL
            default: "http://service-{{number}}.example.org:8080"
          replicas: {{number % 7 + 2}}
          patience: 30
        secrets:
          cluster:
            token:
              type: env
              key: CLUSTER_TOKEN
        steady-state-hypothesis:
          title: Callers of service {{number}} are answered
          probes:
          - type: probe
            name: service-answers
            tolerance: 200
            provider:
              type: http
              url: "${service_url}/health"
              timeout: 5
          - type: probe
            name: latency-stays-in-budget
            tolerance:
              type: range
              range: [0, {{number % 400 + 100}}]
              target: body
            provider:
              type: http
              url: "${service_url}/latency?percentile=95"
              timeout: 20
        method:
        - type: action
          name: stop-one-replica
          provider:
            type: process
            path: kubectl
            arguments: "delete pod service-{{number}}-0 --wait=false"
            timeout: 60
          pauses:
            after: 5
        - type: probe
          name: how-many-are-left
          provider:
            type: http
            url: "${service_url}/replicas"
            timeout: 5
        rollbacks:
        - type: action
          name: start-the-replica
          provider: { type: process, path: kubectl, arguments: "scale deployment service-{{number}} --replicas={{number % 7 + 2}}", timeout: 60 }
        runtime:
          rollbacks:
            strategy: always

        """);
}
