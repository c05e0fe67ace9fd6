using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Benchmarks;

/// <summary>50 secrets are hidden in a journal of 20 MB, of which a tenth are secrets. Bound: seconds.</summary>
internal static class MaskBenchmark
{
    private const int Secrets = 50;
    private const int Outputs = 320;
    private const int LinesOfOutput = 800;

    public static Task RunAsync()
    {
        var random = new Random(4);
        string[] secrets = [.. Enumerable.Range(0, Secrets).Select(_ => Convert.ToBase64String(Guid.NewGuid().ToByteArray()) + "/é'\"")];
        var journal = DataNode.Mapping.Create(("run", new DataNode.Sequence([.. Enumerable.Range(0, Outputs).Select(_ => Output(random, secrets))])));
        Console.WriteLine(FormattableString.Invariant($"| (the journal has {JsonWriter.Compact(journal).Length / 1e6:0.0} million characters) | | | | |"));
        Measured.Of($"make a mask of {Secrets} secrets", 5, () => SecretMask.Of(secrets)).Print();
        var mask = SecretMask.Of(secrets);
        Measured.Of("hide them", 5, () => JournalRedactor.Redact(journal, mask)).Print();
        return Task.CompletedTask;
    }

    private static DataNode.Mapping Output(Random random, string[] secrets) => DataNode.Mapping.Create(("output", DataNode.Of(string.Join('\n', Enumerable.Range(0, LinesOfOutput).Select(line =>
        FormattableString.Invariant($"2026-11-21T03:00:00 INFO request {random.Next()} of replica checkout-7c9f: 200 in {random.Next(100)} ms ") + (line % 5 == 0 ? secrets[random.Next(secrets.Length)] : ""))))));
}
