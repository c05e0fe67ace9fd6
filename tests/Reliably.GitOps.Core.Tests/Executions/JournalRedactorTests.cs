using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

public class JournalRedactorTests
{
    private const string Text = """
        {"chaoslib-version":"1.45.0","platform":"Linux","node":"n1","experiment":{"title":"Lose a replica","description":"d","method":[],"dry":null,
         "runtime":{"rollbacks":{"strategy":"always"}},"configuration":{"target":"http://shop"},"secrets":{"own":{"token":{"type":"env","key":"TOKEN"}}}},
         "start":"2026-11-21T23:53:53.912012+00:00","status":"completed","deviated":false,
         "steady_states":{"before":{"steady_state_met":true,"probes":[]},"after":null,"during":[]},
         "run":[{"activity":{"type":"action","name":"lose it","background":true,"provider":{"type":"process","path":"kubectl","arguments":["-n","shop"]}},
                 "output":{"status":0,"stdout":"pod deleted","stderr":""},"start":"2026-11-21T23:53:54+00:00","status":"succeeded",
                 "exception":["chaoslib.exceptions.ActivityFailed: no pod\n"],"end":"2026-11-21T23:53:55+00:00","duration":1.000001}],
         "rollbacks":[],"end":"2026-11-21T23:53:56+00:00","duration":3.5}
        """;

    private static readonly DataNode.Mapping Whole = (DataNode.Mapping)JsonReader.Parse(Text);

    /// <summary>Every word of the journal itself, taken for a secret.</summary>
    private static readonly string[] Words = [.. Text.Split('"', ':', ',', '{', '}', '[', ']', ' ', '\n').Where(static word => word.Length >= 4).Distinct()];

    [Fact]
    public void Never_changes_what_the_journal_itself_says() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.SubListOf(Words).ToArbitrary(),
        static words =>
        {
            var redacted = JournalRedactor.Redact(Whole, SecretMask.Of(words)).Journal;
            var (before, after) = (Journal.Read(Whole), Journal.Read(redacted));
            (after.Status, after.Deviated, after.Start, after.End, after.Duration, after.Dry).ShouldBe((before.Status, before.Deviated, before.Start, before.End, before.Duration, before.Dry));
            var (was, isNow) = (before.Run.Single(), after.Run.Single());
            (isNow.Type, isNow.Status, isNow.Start, isNow.End, isNow.Duration).ShouldBe((was.Type, was.Status, was.Start, was.End, was.Duration));
            redacted.Entries.Select(static entry => entry.Name).ShouldBe(Whole.Entries.Select(static entry => entry.Name));
            after.Experiment.Entries.Select(static entry => entry.Name).ShouldBe(before.Experiment.Entries.Select(static entry => entry.Name));
            JsonWriter.Compact(redacted["experiment"]!).ShouldContain("\"strategy\":\"always\"");
        }));

    [Fact]
    public void Leaves_nothing_that_it_would_hide_again() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.SubListOf(Words).ToArbitrary(),
        static words => !JournalRedactor.Survives(JournalRedactor.Redact(Whole, SecretMask.Of(words)).Journal, SecretMask.Of(words))));

    [Theory]
    [InlineData("""{"run":[{"output":{"s3cr3t":{"s3cr3t":1}}}]}""", """{"run":[{"output":{"***":{"***":1}}}]}""")]
    [InlineData("""{"run":[{"activity":{"provider":{"arguments":{"s3cr3t":["s3cr3t"]},"headers":{"X-s3cr3t":"s3cr3t"},"url":"http://h/s3cr3t"}}}]}""", """{"run":[{"activity":{"provider":{"arguments":{"***":["***"]},"headers":{"X-***":"***"},"url":"http://h/***"}}}]}""")]
    [InlineData("""{"run":[{"exception":["a","Error: s3cr3t\n"],"status":"s3cr3t","type":"s3cr3t"}]}""", """{"run":[{"exception":["a","Error: ***\n"],"status":"***","type":"***"}]}""")]
    [InlineData("""{"experiment":{"configuration":{"s3cr3t":"s3cr3t"},"method":[{"name":"s3cr3t","controls":[{"s3cr3t":1}]}]}}""", """{"experiment":{"configuration":{"***":"***"},"method":[{"name":"***","controls":[{"***":1}]}]}}""")]
    [InlineData("""{"s3cr3t":1,"start":"s3cr3t","chaoslib-version":"s3cr3t","node":"s3cr3t"}""", """{"***":1,"start":"***","chaoslib-version":"***","node":"***"}""")]
    public void Hides_keys_and_values_wherever_somebody_else_writes_them(string journal, string redacted) =>
        JsonWriter.Compact(JournalRedactor.Redact((DataNode.Mapping)JsonReader.Parse(journal), SecretMask.Of(["s3cr3t"])).Journal).ShouldBe(redacted);

    [Fact]
    public void Says_where_a_value_survives() =>
        JournalRedactor.Survives((DataNode.Mapping)JsonReader.Parse("""{"run":[{"output":"aGVsbG8td29ybGQ="}]}"""), SecretMask.Of(["hello-world"])).ShouldBeTrue();
}
