using System.Collections.Immutable;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Every point of the corpus by our own engine: its journal says what the Chaos Toolkit was recorded to say and, where that is installed
/// (<c>CHAOS</c> names it), what it says now. <c>RELIABLY_UPDATE=1</c> records anew. The subjects are classes, so that they run side by side.
/// </summary>
public abstract class EngineCorpusTests
{
    protected static async Task CompareAsync(string point)
    {
        var ours = Corpus.RunAsync(point, RunnerChoice.Native);
        if (ChaosToolkitFactAttribute.Program is { } chaos && !Corpus.IsBeyond(point, chaos))
        {
            var real = await Corpus.RunAsync(point, RunnerChoice.ChaosToolkit);
            if (Environment.GetEnvironmentVariable("RELIABLY_UPDATE") == "1") await File.WriteAllTextAsync(Corpus.RecordingOf(point), real.Journal);
            Differences((await ours).Journal, real.Journal).ShouldBeEmpty();
            (await ours).Verdict.ShouldBe(real.Verdict);
        }

        Differences((await ours).Journal, await File.ReadAllTextAsync(Corpus.RecordingOf(point))).ShouldBeEmpty("compared with the recording");
    }

    private static ImmutableArray<string> Differences(string ours, string real)
    {
        var (mine, theirs) = (ours.Split('\n'), real.Split('\n'));
        return [.. Enumerable.Range(0, Math.Max(mine.Length, theirs.Length))
            .Where(i => mine.ElementAtOrDefault(i) != theirs.ElementAtOrDefault(i))
            .Select(i => $"line {i + 1}: ours {mine.ElementAtOrDefault(i)}, real {theirs.ElementAtOrDefault(i)}")];
    }
}

public sealed class CorpusOfHttpTests : EngineCorpusTests
{
    public static TheoryData<string> Points => Corpus.Of("http");

    [Theory]
    [MemberData(nameof(Points))]
    public Task Both_engines_say_the_same(string point) => CompareAsync(point);
}

public sealed class CorpusOfTolerancesTests : EngineCorpusTests
{
    public static TheoryData<string> Points => Corpus.Of("tolerance");

    [Theory]
    [MemberData(nameof(Points))]
    public Task Both_engines_say_the_same(string point) => CompareAsync(point);
}

public sealed class CorpusOfValuesTests : EngineCorpusTests
{
    public static TheoryData<string> Points => Corpus.Of("process", "substitution", "variables");

    [Theory]
    [MemberData(nameof(Points))]
    public Task Both_engines_say_the_same(string point) => CompareAsync(point);
}

public sealed class CorpusOfStopsTests : EngineCorpusTests
{
    public static TheoryData<string> Points => Corpus.Of("stop");

    [Theory]
    [MemberData(nameof(Points))]
    public Task Both_engines_say_the_same(string point) => CompareAsync(point);
}

public sealed class CorpusOfRunsTests : EngineCorpusTests
{
    private static readonly string[] Subjects = ["flow", "references", "background", "pauses", "dry", "strategy", "rollbacks"];

    public static TheoryData<string> Points => Corpus.Of(Subjects);

    [Theory]
    [MemberData(nameof(Points))]
    public Task Both_engines_say_the_same(string point) => CompareAsync(point);

    [Fact]
    public void Every_point_belongs_to_a_class_and_has_a_recording()
    {
        Corpus.Points.Where(static point => !Subjects.Concat(["http", "tolerance", "process", "stop", "substitution", "variables"]).Contains(Corpus.SubjectOf(point))).ShouldBeEmpty();
        Corpus.Points.Where(static point => !File.Exists(Corpus.RecordingOf(point))).ShouldBeEmpty();
    }
}
