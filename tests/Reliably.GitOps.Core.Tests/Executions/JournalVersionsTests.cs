using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Journals of every version of chaostoolkit-lib since 1.0. What changed: times say their offset since 1.43.1; a deviation, and a baseline that is
/// not met, are `completed` since 1.35 and were `failed`; an interrupted run tells what it had done since 1.32; `dry` is a word since 1.22 and was
/// true or false; `during` is there since 1.13. The files of `Fixtures/journals` are written by hand after its source.
/// </summary>
public class JournalVersionsTests
{
    private static readonly string[] Versions =
    [
        "1.0.0", "1.1.0", "1.1.1", "1.1.2", "1.2.0", "1.3.0", "1.3.1", "1.4.0", "1.5.0", "1.6.0", "1.7.0", "1.8.0", "1.8.1", "1.9.0", "1.10.0", "1.11.0", "1.11.1", "1.12.0",
        "1.13.0", "1.13.1", "1.14.0", "1.14.1", "1.15.0", "1.15.1", "1.16.0", "1.17.0", "1.18.0", "1.18.1", "1.18.2", "1.18.3", "1.19.0", "1.20.0", "1.21.0", "1.22.0",
        "1.22.1", "1.23.0", "1.23.1", "1.24.0", "1.25.0", "1.26.0", "1.27.0", "1.27.1", "1.27.2", "1.27.3", "1.28.0", "1.29.0", "1.30.0", "1.31.0", "1.32.0", "1.32.1",
        "1.33.0", "1.33.1", "1.34.0", "1.34.1", "1.35.0", "1.35.1", "1.36.0", "1.36.1", "1.36.2", "1.36.3", "1.37.0", "1.38.0", "1.39.0", "1.40.0", "1.41.0", "1.42.0",
        "1.42.1", "1.43.0", "1.43.1", "1.43.2", "1.44.0", "1.45.0",
    ];

    [Theory]
    [InlineData("1.0.0-passed", "passed", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.0.0-gate-unmet", "baseline-unmet", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.1.0-dry", "dry", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.2.0-not-dry", "passed", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.4.0-interrupted", "interrupted", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.8.1-whole-second", "passed", "2019-03-04T10:00:00", 5.0)]
    [InlineData("1.11.1-deviated", "deviated", "2019-03-04T10:00:00.123456", 4.2)]
    [InlineData("1.13.1-continuously", "wobbled", "2020-09-08T10:00:00.123456", 4.2)]
    [InlineData("1.20.0-aborted", "aborted", "2021-08-18T10:00:00.123456", 4.2)]
    [InlineData("1.22.1-dry-actions", "dry", "2021-10-05T10:00:00.123456", 4.2)]
    [InlineData("1.34.1-deviated", "deviated", "2023-03-05T10:00:00.123456", 4.2)]
    [InlineData("1.35.0-deviated", "deviated", "2023-06-14T10:00:00.123456", 4.2)]
    [InlineData("1.35.0-gate-unmet", "baseline-unmet", "2023-06-14T10:00:00.123456", 4.2)]
    [InlineData("1.35.0-probe-failed", "baseline-unmet", "2023-06-14T10:00:00.123456", 4.2)]
    [InlineData("1.41.0-rollback-cut", "interrupted", "2023-11-17T10:00:00.123456", 4.2)]
    [InlineData("1.43.1-offset", "passed", "2024-05-08T10:00:00.123456", 4.2)]
    [InlineData("1.45.0-passed", "passed", "2026-08-09T10:00:00", 4.323456)]
    [InlineData("unknown-unfinished", "error", "2024-05-08T10:00:00.123456", null)]
    [InlineData("unknown-one-sample", "passed", "2024-05-08T08:00:00.123456", null)]
    public void Reads_a_journal_of_its_time(string name, string verdict, string start, double? seconds)
    {
        var journal = Journal.TryParse(TextOf(name))!;
        Verdicts.NameOf(Verdicts.Decide(journal, VerdictCircumstances.None).Verdict).ShouldBe(verdict);
        var began = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        journal.Start.ShouldBe(began);
        journal.End.ShouldBe(seconds is { } took ? began.AddSeconds(took) : null);
        journal.Run.Concat(journal.Rollbacks).ShouldAllBe(static activity => activity.Start != null && activity.End > activity.Start && activity.Duration > 0);
    }

    [Fact]
    public void Every_fixture_has_its_expectation() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .ShouldBe(typeof(JournalVersionsTests).GetMethod(nameof(Reads_a_journal_of_its_time))!.GetCustomAttributesData()
                .Where(static data => data.AttributeType == typeof(InlineDataAttribute))
                .Select(static data => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Samples_during_the_method_are_found_in_every_form()
    {
        Journal.TryParse(TextOf("1.0.0-passed"))!.During.ShouldBeEmpty();
        Journal.TryParse(TextOf("1.13.1-continuously"))!.During.Select(static sample => sample.Met).ShouldBe([true, false]);
        Journal.TryParse(TextOf("unknown-unfinished"))!.During.ShouldBeEmpty();
        Journal.TryParse(TextOf("unknown-one-sample"))!.During.Single().Met.ShouldBeTrue();
    }

    [Fact]
    public void A_dry_run_is_one_in_words_and_in_truth_values()
    {
        Journal.TryParse(TextOf("1.1.0-dry"))!.Dry.ShouldBe("activities");
        Journal.TryParse(TextOf("1.2.0-not-dry"))!.Dry.ShouldBeNull();
        Journal.TryParse(TextOf("1.22.1-dry-actions"))!.Dry.ShouldBe("actions");
        Journal.TryParse(TextOf("1.45.0-passed"))!.Dry.ShouldBeNull();
    }

    [Fact]
    public void What_was_cut_off_has_no_status_and_what_failed_says_why()
    {
        Journal.TryParse(TextOf("1.41.0-rollback-cut"))!.Rollbacks.Single().Status.ShouldBeNull();
        Journal.TryParse(TextOf("1.35.0-probe-failed"))!.Before!.Probes.Single().Failure.ShouldBe("chaoslib.exceptions.ActivityFailed: failed to connect to http://shop.test/");
    }

    [Fact]
    public void The_same_run_is_the_same_evidence_whatever_version_wrote_it()
    {
        foreach (var (verdict, story) in Stories())
        {
            var today = story.ToNode();
            foreach (var version in Versions)
            {
                var old = Journal.TryParse(JsonWriter.Indented(As(today, Version.Parse(version))))!;
                Verdicts.Decide(old, VerdictCircumstances.None).Verdict.ShouldBe(verdict, version);
                var now = Journal.Read(today);
                (old.Start, old.End, old.Deviated, old.Dry is null).ShouldBe((now.Start, now.End, now.Deviated, now.Dry is null), version);
                (old.Before?.Met).ShouldBe(now.Before?.Met, version);
                (old.After?.Met).ShouldBe(now.After?.Met, version);
            }
        }
    }

    [Fact]
    public void Reports_and_scores_are_made_of_every_one()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
        {
            var text = File.ReadAllText(file);
            var journal = Journal.TryParse(text)!;
            var decision = Verdicts.Decide(journal, VerdictCircumstances.None);
            var record = Records.Of(decision.Verdict) with
            {
                Start = journal.Start!.Value,
                End = journal.End ?? journal.Start!.Value,
                Status = journal.Status,
                Deviated = journal.Deviated,
                VerdictReason = decision.Reason,
            };
            var page = ExecutionReport.Write(new(record, text));
            page.ShouldContain("Checkout survives losing a replica", customMessage: file);
            page.ShouldContain(journal.Start!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), customMessage: file);
            if (!journal.Run.IsEmpty) page.ShouldContain("stop a replica", customMessage: file);
            ExecutionReport.Picture(new(record, text)).ShouldNotBeNull(file);
            if (decision.Verdict == Verdict.Passed) Verdicts.ValueOf(record).ShouldBe(1, file);
            if (decision.Verdict == Verdict.Deviated) Verdicts.ValueOf(record).ShouldBe(0, file);
        }
    }

    private static IEnumerable<(Verdict Verdict, JournalBuilder Story)> Stories()
    {
        JournalBuilder Story() => JournalBuilder.At("2019-11-21T03:00:00.500Z");
        var story = Story();
        yield return (Verdict.Passed, story.Before(true, story.Probe()).Ran(story.Action()).After(true, story.Probe()).RolledBack(story.Action("start it")));
        story = Story();
        yield return (Verdict.Deviated, story.Before(true, story.Probe()).Ran(story.Action()).After(false, story.Probe(answered: 503, met: false)));
        story = Story();
        yield return (Verdict.BaselineUnmet, story.Before(false, story.Probe(answered: 503, met: false)).Skipped(story.Action()));
        story = Story();
        yield return (Verdict.Interrupted, story.Before(true, story.Probe()).Ran(story.Action(outcome: null)).Ended("interrupted"));
        story = Story();
        yield return (Verdict.Aborted, story.Before(true, story.Probe()).Ran(story.Action(outcome: null)).Ended("aborted"));
        story = Story();
        yield return (Verdict.Dry, story.Dry("activities").Before(true, story.Probe()).Ran(story.Action()).After(true, story.Probe()));
        story = Story();
        yield return (Verdict.NotInjected, story.Before(true, story.Probe()).Ran(story.Action(outcome: "failed")).After(true, story.Probe()));
    }

    /// <summary>A journal of today as an older version would have written it.</summary>
    private static DataNode.Mapping As(DataNode.Mapping journal, Version version)
    {
        var states = (DataNode.Mapping)journal["steady_states"]!;
        var experiment = (DataNode.Mapping)journal["experiment"]!;
        var unmet = ((string[])["before", "after"]).Any(part => (states[part] as DataNode.Mapping)?["steady_state_met"] is DataNode.Boolean { Value: false });
        if (version < new Version(1, 13)) journal = journal.With("steady_states", states.Without("during"));
        if (version < new Version(1, 22)) experiment = experiment["dry"] is DataNode.Text ? experiment.With("dry", DataNode.Of(true)) : experiment.Without("dry");
        journal = journal.With("experiment", experiment).With("chaoslib-version", DataNode.Of(version.ToString(3)));
        if (version < new Version(1, 32) && journal["status"] is DataNode.Text { Value: "interrupted" or "aborted" }) journal = journal.With("run", DataNode.Sequence.Empty);
        if (version < new Version(1, 35) && unmet) journal = journal.With("status", DataNode.Of("failed"));
        return version < new Version(1, 43, 1) ? (DataNode.Mapping)WithoutOffsets(journal) : journal;
    }

    private static DataNode WithoutOffsets(DataNode node) => node switch
    {
        DataNode.Text text when text.Value.EndsWith("+00:00", StringComparison.Ordinal) => DataNode.Of(text.Value[..^6]),
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(static entry => entry with { Value = WithoutOffsets(entry.Value) })]),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(WithoutOffsets)]),
        _ => node,
    };

    private static string Folder => Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Fixtures/journals");

    private static string TextOf(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));
}
