using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Xunit.Abstractions;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// The same verdict as the real <c>chaos validate</c>, in both directions, over experiments and texts changed at random. Scaled by RELIABLY_TEST_SCALE.
/// What is left out: our own limits, literals that look like a secret, two forms that YamlDotNet cannot read, and the grammar of JSON paths where the
/// toolkit's package for them is not installed.
/// </summary>
public class ChaosToolkitDifferenceTests(ITestOutputHelper output)
{
    private static readonly string[] Ours = ["RLY2001", "RLY2002", "RLY2003", "RLY1306"];

    private static string Examples => Path.Combine(Repository.Root, "example-repo/experiments");

    [ChaosToolkitFact]
    public async Task Experiments_changed_at_random_have_the_same_verdict()
    {
        var random = Seeded();
        var mutations = new ExperimentMutations(random);
        var documents = new List<(string Extension, byte[] Content)>();
        for (var i = 0; i < 1000 * Scale(); i++)
        {
            var node = mutations.Mutated(ExperimentMutations.Seed(random.Next(10) == 0 ? 2 : random.Next(2)), random.Next(1, 4));
            var yaml = i % 4 == 0;
            documents.Add((yaml ? ".yaml" : ".json", Encoding.UTF8.GetBytes(yaml ? ExperimentMutations.Yaml(node) : JsonWriter.Compact(node))));
        }

        (await DifferencesAsync(documents)).ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task Texts_changed_at_random_have_the_same_verdict()
    {
        var random = Seeded();
        string[] seeds = [.. ExperimentMutations.Seeds, .. Directory.EnumerateFiles(Examples, "*.yaml", SearchOption.AllDirectories).Select(System.IO.File.ReadAllText)];
        var documents = new List<(string Extension, byte[] Content)>();
        for (var i = 0; i < 250 * Scale(); i++)
        {
            var text = seeds[random.Next(seeds.Length)];
            for (var change = random.Next(1, 4); change > 0; change--) text = TextMutation.Of(text, random);
            documents.Add((".yaml", Encoding.UTF8.GetBytes(text)));
        }

        (await DifferencesAsync(documents)).ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task Json_changed_at_random_has_the_same_verdict()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00e9", "\\x", "\t", "\r\n", "\u0001", "NaN", "-Infinity", "1e999", "01", "1.", ".5", "-", "null", "true", "True", "//", "#", "\uFEFF", "\"a\": 1,", "é"];
        var random = Seeded();
        var documents = new List<(string Extension, byte[] Content)>();
        for (var i = 0; i < 400 * Scale(); i++)
        {
            var text = JsonWriter.Indented(ExperimentMutations.Seed(random.Next(2)));
            for (var change = random.Next(1, 3); change > 0; change--)
            {
                var at = random.Next(text.Length + 1);
                text = text.Remove(at, Math.Min(random.Next(6), text.Length - at)).Insert(at, random.Next(3) == 0 ? "" : pieces[random.Next(pieces.Length)]);
            }

            documents.Add((".json", Encoding.UTF8.GetBytes(text)));
        }

        (await DifferencesAsync(documents)).ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task Regular_expressions_made_at_random_are_refused_by_both_or_by_none()
    {
        var random = Seeded();
        var documents = new List<(string Extension, byte[] Content)>();
        for (var i = 0; i < 1500 * Scale(); i++)
        {
            var tolerance = DataNode.Mapping.Create(("type", DataNode.Of("regex")), ("pattern", DataNode.Of(PatternMaking.Make(random))));
            var provider = DataNode.Mapping.Create(("type", DataNode.Of("http")), ("url", DataNode.Of("http://x/")));
            var probe = DataNode.Mapping.Create(("type", DataNode.Of("probe")), ("name", DataNode.Of("p")), ("provider", provider), ("tolerance", tolerance));
            var hypothesis = DataNode.Mapping.Create(("title", DataNode.Of("H")), ("probes", new DataNode.Sequence([probe])));
            var experiment = DataNode.Mapping.Create(("title", DataNode.Of("T")), ("description", DataNode.Of("D")), ("method", DataNode.Sequence.Empty), ("steady-state-hypothesis", hypothesis));
            documents.Add((".json", Encoding.UTF8.GetBytes(JsonWriter.Compact(experiment))));
        }

        (await DifferencesAsync(documents)).ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task The_experiments_of_the_example_repository_are_accepted_by_both()
    {
        var files = Directory.EnumerateFiles(Examples, "*.*", SearchOption.AllDirectories).ToList();
        (await DifferencesAsync([.. files.Select(static file => (Path.GetExtension(file), System.IO.File.ReadAllBytes(file)))])).ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task The_fixtures_of_the_findings_have_the_same_verdict()
    {
        var fixtures = DiagnosticFixture.AllIn(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Fixtures/diagnostics"))
            .Where(static one => one.Kind == DocumentKind.Experiment && one.World.IsEmpty && Path.GetExtension(one.Files[0].Path) is ".yaml" or ".json").ToList();
        fixtures.Count.ShouldBeGreaterThan(100);
        (await DifferencesAsync([.. fixtures.Select(static one => (Path.GetExtension(one.Files[0].Path), one.Files[0].Content.ToArray()))])).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync(List<(string Extension, byte[] Content)> documents)
    {
        var verdicts = await ChaosToolkitVerdicts.OfAsync(documents);
        var accepted = verdicts.Count(static verdict => verdict.AcceptedWithEverything);
        output.WriteLine(FormattableString.Invariant($"{documents.Count} documents: {verdicts.Count(static verdict => verdict.Accepted)} accepted, {accepted} with everything installed"));
        var differences = new List<string>();
        for (var i = 0; i < documents.Count; i++)
        {
            var found = SnapshotReader.ReadAlone(new("experiments/d" + documents[i].Extension, documents[i].Content), DocumentKind.Experiment);
            if (Difference(verdicts[i], found) is { } difference && !IsBeyondYamlDotNet(found)) differences.Add($"{difference}\n{Encoding.UTF8.GetString(documents[i].Content)}");
        }

        return [.. differences.Take(20)];
    }

    private static string? Difference(ChaosToolkitVerdict theirs, ImmutableArray<Diagnostic> found)
    {
        var errors = found.Where(static one => one.Severity == Severity.Error).ToList();
        if (errors.Exists(static one => Ours.Contains(one.Code) || one.Code.StartsWith("RLY26", StringComparison.Ordinal))) return null;
        if (theirs.AcceptedWithEverything && errors.Count > 0) return $"accepted by the Chaos Toolkit, an error with us: {errors[0].Code} {errors[0].Location} {errors[0].Message}";
        if (!theirs.AcceptedWithEverything && errors.Count == 0) return $"refused by the Chaos Toolkit, none with us: {theirs.Why}";
        var unknown = found.Any(static one => one.Code.StartsWith("RLY16", StringComparison.Ordinal));
        return theirs is { Accepted: false, AcceptedWithEverything: true } && !unknown ? $"refused for the machine, and nothing unknown with us: {theirs.Why}" : null;
    }

    /// <summary>YamlDotNet cannot read an anchored text inside a flow mapping, <c>{a: &amp;b c, d: e}</c>, nor a comment right behind a bracket or a quote, <c>[a]#b</c>.</summary>
    private static bool IsBeyondYamlDotNet(ImmutableArray<Diagnostic> found) => found.Any(static one => one.Code == "RLY1001"
        && (one.Message.Contains("did not find expected ','", StringComparison.Ordinal) || one.Message.Contains("invalid comment after", StringComparison.Ordinal)));

    private static int Scale() => int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 0 ? scale : 1;

    private Random Seeded()
    {
        var seed = int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"RELIABLY_TEST_SEED={seed}");
        return new(seed);
    }
}
