using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

/// <summary>The same experiments by the real Chaos Toolkit and by our own engine: their journals say the same.</summary>
public sealed class EngineParityTests
{
    [ChaosToolkitTheory]
    [MemberData(nameof(ParityCases.Names), MemberType = typeof(ParityCases))]
    public async Task Both_engines_say_the_same(string name)
    {
        var (experiment, options) = ParityCases.Of(name);
        var real = await RunAsync(experiment, options with { Runner = RunnerChoice.ChaosToolkit });
        var ours = await RunAsync(experiment, options with { Runner = RunnerChoice.Native });
        real.JournalText.ShouldNotBeNull(real.Record.VerdictReason);
        ours.JournalText.ShouldNotBeNull(ours.Record.VerdictReason);
        Differences(JournalNormal.Of(ours.JournalText), JournalNormal.Of(real.JournalText)).ShouldBeEmpty();
        ours.Record.Verdict.ShouldBe(real.Record.Verdict);
    }

    private static IEnumerable<string> Differences(string ours, string real)
    {
        var (mine, theirs) = (ours.Split('\n'), real.Split('\n'));
        for (var i = 0; i < Math.Max(mine.Length, theirs.Length); i++)
        {
            if (mine.ElementAtOrDefault(i) != theirs.ElementAtOrDefault(i)) yield return $"line {i}: ours {mine.ElementAtOrDefault(i)}, real {theirs.ElementAtOrDefault(i)}";
        }
    }

    private static async Task<ExecutedRun> RunAsync(string experiment, RunOptions options)
    {
        using var stub = new HttpStub();
        using var driver = new ExecutionDriver { Options = options };
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program!;
        driver.Variables["GREETING"] = "hello";
        driver.Variables["STUB"] = stub.Url;
        await File.WriteAllTextAsync(System.IO.Path.Combine(driver.Folder, "values.yaml"), "configuration: {who: from-file, number: 7}\nsecrets: {group: {token: tok-from-file}}\n");
        var run = await driver.RunYamlAsync(experiment);
        return run with { JournalText = run.JournalText?.Replace(stub.Url, "http://stub", StringComparison.Ordinal).Replace(driver.Folder, "/folder", StringComparison.Ordinal) };
    }

    /// <summary>What must be the same in two journals: everything but times, machines and the words of other people's errors.</summary>
    private static class JournalNormal
    {
        private static readonly string[] Left = ["chaoslib-version", "platform", "node", "start", "end", "duration"];

        public static string Of(string journal) => JsonWriter.Indented(Walk(JsonReader.Parse(journal)));

        private static DataNode Walk(DataNode node) => node switch
        {
            DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(static entry => entry.Name switch
            {
                _ when Left.Contains(entry.Name) => entry with { Value = DataNode.Of("…") },
                // The Chaos Toolkit writes all secrets into probes of the configuration; we do not.
                "configuration" => entry with { Value = Walk(WithoutSecrets(entry.Value)) },
                "exception" => entry with { Value = Words(entry.Value) },
                _ => entry with { Value = Walk(entry.Value) },
            })]),
            DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Walk)]),
            _ => node,
        };

        private static DataNode WithoutSecrets(DataNode configuration) => configuration is not DataNode.Mapping mapping
            ? configuration
            : new DataNode.Mapping([.. mapping.Entries.Select(static entry => entry.Value is DataNode.Mapping value && value["provider"] is DataNode.Mapping provider
                ? entry with { Value = value.With("provider", provider.Without("secrets")) }
                : entry)]);

        /// <summary>Its last line, without what a library of the other engine says; before it stand tracebacks of what led to it.</summary>
        private static DataNode.Text Words(DataNode exception)
        {
            var last = exception is DataNode.Sequence { Items: [.., DataNode.Text text] } ? text.Value : "";
            return DataNode.Of(last.IndexOf("failed to connect to ", StringComparison.Ordinal) is var at and >= 0 ? last[..(at + 21)] : last);
        }
    }
}
