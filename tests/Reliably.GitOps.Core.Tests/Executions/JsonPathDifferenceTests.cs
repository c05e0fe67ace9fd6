using System.Diagnostics;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Xunit.Abstractions;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Paths and documents made at random: refused by us and by jsonpath2, or by neither, and the same values found. Scaled by RELIABLY_TEST_SCALE. Where the
/// Chaos Toolkit is without that package there is nothing to compare with, and the test says so.
/// </summary>
public class JsonPathDifferenceTests(ITestOutputHelper output)
{
    private const string Host = """{"title": "t", "description": "d", "method": [], "controls": [{"name": "c", "provider": {"type": "python", "module": "JsonPathJudge"}}]}""";
    private static readonly string[] Names = ["a", "b", "c", "n", "v", "keys_"];
    private static readonly string[] Values = ["0", "1", "2", "-1", "1.0", "0.5", "true", "false", "null", "\"x\"", "\"ab\"", "\"é😀\"", "\"\"", "\"a\"", "[]", "{}", "[1]", "{\"a\":1}"];

    [ChaosToolkitFact]
    public async Task Paths_made_at_random_find_what_jsonpath2_finds()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"RELIABLY_TEST_SEED={seed}");
        var random = new Random(seed);
        var cases = Enumerable.Range(0, 3000 * Scale()).Select(_ => (Path: PathOf(random), Document: DocumentOf(random, 4))).ToList();
        var verdicts = await JudgeAsync(cases);
        if (verdicts is ["missing"])
        {
            output.WriteLine("This Chaos Toolkit is without the package jsonpath2: nothing was compared.");
            return;
        }

        verdicts.Length.ShouldBe(cases.Count);
        var differences = cases.Zip(verdicts).Select(static pair => Difference(pair.First, (DataNode.Mapping)JsonReader.Parse(pair.Second))).OfType<string>().ToList();
        output.WriteLine($"{cases.Count} paths, {verdicts.Count(static line => line.StartsWith("{\"found\": [", StringComparison.Ordinal) && line != "{\"found\": []}")} find something");
        string.Join("\n", differences.Take(20)).ShouldBeEmpty();
    }

    private static string? Difference((string Path, string Document) one, DataNode.Mapping theirs)
    {
        var ours = Ours(one);
        var expected = theirs["refused"] is not null ? "refused" : theirs["crash"] is not null ? "crash" : JsonWriter.Compact(theirs["found"]!);
        return ours == expected ? null : $"{one.Path} in {one.Document}: ours {ours}, theirs {expected} {JsonWriter.Compact(theirs)}";
    }

    private static string Ours((string Path, string Document) one)
    {
        if (JsonPath.TryParse(one.Path, out _) is not { } path) return "refused";
        try
        {
            return JsonWriter.Compact(new DataNode.Sequence([.. path.Match(JsonReader.Parse(one.Document))]));
        }
        catch (ExperimentErrorException)
        {
            return "crash";
        }
    }

    private static string DocumentOf(Random random, int depth) => random.Next(depth > 0 ? 4 : 1) switch
    {
        1 => "[" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => DocumentOf(random, depth - 1))) + "]",
        2 or 3 => "{" + string.Join(',', Names.Where(_ => random.Next(2) == 0).Select(name => $"\"{name}\":{DocumentOf(random, depth - 1)}")) + "}",
        _ => Values[random.Next(Values.Length)],
    };

    private static string PathOf(Random random) => "$" + Steps(random, 2);

    private static string Steps(Random random, int depth) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(8) switch
    {
        0 => ".." + (random.Next(3) == 0 ? "*" : Pick(random, Names)),
        1 => "..[" + Subscripts(random, depth) + "]",
        2 or 3 => "." + (random.Next(4) == 0 ? "*" : Pick(random, Names)),
        4 when random.Next(4) == 0 => "." + Call(random, depth),
        _ => "[" + Subscripts(random, depth) + "]",
    }));

    private static string Subscripts(Random random, int depth) => string.Join(random.Next(2) == 0 ? "," : " , ", Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => Subscript(random, depth)));

    private static string Subscript(Random random, int depth) => random.Next(depth > 0 ? 10 : 6) switch
    {
        0 => "*",
        1 => Index(random),
        2 => $"{Part(random)}:{Part(random)}",
        3 => $"{Part(random)}:{Part(random)}:{Part(random)}",
        4 => $"\"{Pick(random, Names)}\"",
        5 => random.Next(6) == 0 ? Pick(random, ["'a'", "1.5", "a", "-", "01", ""]) : $"\"{Pick(random, Names)}\"",
        6 => Call(random, depth - 1),
        7 => Pick(random, ["$", "@"]) + Steps(random, depth - 1),
        _ => $"?({Condition(random, depth - 1)})",
    };

    private static string Part(Random random) => random.Next(3) == 0 ? "" : Index(random);

    private static string Index(Random random) => random.Next(-5, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Call(Random random, int depth) => random.Next(8) switch
    {
        0 => $"charAt({Operand(random, depth)})",
        1 => $"substring({Operand(random, depth)})",
        2 => $"substring({Operand(random, depth)},{Operand(random, depth)})",
        3 => $"length({Operand(random, depth)})",
        4 => "nothing()",
        _ => Pick(random, ["length", "keys", "values", "entries"]) + "()",
    };

    private static string Condition(Random random, int depth) => random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => Operand(random, depth),
        4 => $"not {Condition(random, depth - 1)}",
        5 => $"{Condition(random, depth - 1)} {Pick(random, ["and", "or"])} {Condition(random, depth - 1)}",
        6 => $"({Condition(random, depth - 1)})",
        _ => $"{Operand(random, depth)} {Pick(random, ["=", "!=", "<", "<=", ">", ">=", "==", "="])} {Operand(random, depth)}",
    };

    private static string Operand(Random random, int depth) => random.Next(3) switch
    {
        0 => Values[random.Next(Values.Length)],
        1 => "@" + (depth > 0 && random.Next(2) == 0 ? Steps(random, depth - 1) : "." + Pick(random, Names)),
        _ => random.Next(3) == 0 ? "@" : "$" + (depth > 0 ? Steps(random, depth - 1) : "." + Pick(random, Names)),
    };

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];

    private static int Scale() => int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 0 ? scale : 1;

    private static async Task<string[]> JudgeAsync(List<(string Path, string Document)> cases)
    {
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        try
        {
            var verdicts = Path.Combine(folder, "verdicts");
            await System.IO.File.WriteAllLinesAsync(Path.Combine(folder, "list"), cases.Select(static one => $"{{\"path\": {JsonWriter.Compact(DataNode.Of(one.Path))}, \"document\": {one.Document}}}"));
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "host.json"), Host);
            System.IO.File.Copy(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Executions/JsonPathJudge.py"), Path.Combine(folder, "JsonPathJudge.py"));
            var start = new ProcessStartInfo(ChaosToolkitFactAttribute.Program!, ["--no-version-check", "--no-log-file", "validate", "host.json"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PYTHONPATH"] = folder;
            start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            start.Environment["JUDGE_LIST"] = Path.Combine(folder, "list");
            start.Environment["JUDGE_VERDICTS"] = verdicts;
            using var chaos = Process.Start(start)!;
            var said = chaos.StandardOutput.ReadToEndAsync();
            var told = await chaos.StandardError.ReadToEndAsync();
            await said;
            await chaos.WaitForExitAsync();
            System.IO.File.Exists(verdicts).ShouldBeTrue(told);
            return await System.IO.File.ReadAllLinesAsync(verdicts, Encoding.UTF8);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
