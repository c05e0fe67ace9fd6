using System.Text;
using Reliably.GitOps.Diagnostics;
using Xunit.Abstractions;

namespace Reliably.GitOps.Documents;

/// <summary>Documents that are changed at random never bring a reader down, and readers and schemas keep agreeing. Scaled by RELIABLY_TEST_SCALE.</summary>
public class MutatedDocumentsTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
        ["[", "]", "{", "}", ": ", "- ", "\n", "\n  ", "'", "\"", "&a ", "*a", "<<: ", "!!int ", "|", ">", "#", "\t", "0x_", "2020-02-30", "~", "\u0000", "\u00e9", "\ud83d\ude00", "---\n", "%", "@", "? ", "1e400", "yes"];

    private static readonly DataNode[] Values =
    [
        DataNode.None, DataNode.Of(""), DataNode.Of(" "), DataNode.Of("zzz"), DataNode.Of("${x}"), DataNode.Of("@daily"), DataNode.Of("5m"), DataNode.Of(-1), DataNode.Of(0),
        DataNode.Of(2.5), DataNode.Of(double.NaN), DataNode.Of(true), DataNode.Sequence.Empty, DataNode.Mapping.Empty,
        new DataNode.Sequence([DataNode.None]), DataNode.Mapping.Create(("type", DataNode.Of("env"))), new DataNode.Integer(System.Numerics.BigInteger.Pow(10, 30)),
    ];

    [Fact]
    public void Texts_changed_at_random_are_read_or_refused_with_a_place()
    {
        var random = Seeded();
        for (var round = 0; round < 400 * Scale(); round++)
        {
            var (kind, yaml) = FullDocuments.All[random.Next(FullDocuments.All.Length)];
            var text = yaml;
            for (var change = random.Next(1, 6); change > 0; change--) text = Mutated(text, random);
            var bytes = Encoding.UTF8.GetBytes(text);
            if (random.Next(8) == 0 && bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            foreach (var extension in (string[])[".yaml", ".json"])
            {
                var found = SnapshotReader.ReadAlone(new("d" + extension, bytes), kind);
                var lines = text.Count(static c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 2;
                found.ShouldAllBe(one => one.Location.Span.Start.Line <= lines && one.Message.Length > 0, text);
            }
        }
    }

    [Fact]
    public void What_a_reader_accepts_its_schema_accepts()
    {
        var random = Seeded();
        var validator = new SchemaValidator();
        var accepted = 0;
        var disagreements = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 600 * Scale(); round++)
        {
            var (kind, yaml) = FullDocuments.All[random.Next(FullDocuments.All.Length)];
            var node = FullDocuments.Read(yaml).Node;
            for (var change = random.Next(1, 3); change > 0; change--) node = Mutated(node, random, random.Next(12));
            if (FullDocuments.ErrorsOf(kind, node).Length > 0) continue;
            accepted++;
            foreach (var refused in validator.Validate(kind, DocumentCursor.Root("d", node)))
            {
                disagreements[$"{kind}{refused.At.Pointer} {refused.Rule}: {JsonWriter.Compact(refused.At.Node)}"] = "";
            }
        }

        accepted.ShouldBeGreaterThan(0);
        disagreements.Keys.ShouldBeEmpty();
    }

    [Fact]
    public void A_whole_repository_of_bad_files_is_read_to_its_end()
    {
        var random = Seeded();
        var files = FullDocuments.All.SelectMany(static (one, number) => Enumerable.Range(0, 5).Select(copy => (one.Kind, one.Yaml, Path: $"{RepositoryLayout.FolderOf(one.Kind)}d{number}-{copy}.yaml")))
            .Where(static one => one.Path.Contains('/', StringComparison.Ordinal))
            .Select(one => new RepositoryFile(one.Path, Encoding.UTF8.GetBytes(Mutated(one.Yaml, random)))).ToList();
        var snapshot = SnapshotReader.Read(files, null);
        snapshot.Diagnostics.ShouldBe(DiagnosticOrder.ByPlace(snapshot.Diagnostics));
        snapshot.Diagnostics.Select(static one => one.Location.File).ShouldBeSubsetOf(files.Select(static file => file.Path));
    }

    [Theory]
    [InlineData("jsonpath, path: '$[?(", "(", "@.a = 1")]
    [InlineData("jsonpath, path: '$", "[0]", "")]
    [InlineData("regex, pattern: '", "(", "a")]
    [InlineData("regex, pattern: '", "[", "a")]
    public void An_endless_expression_is_refused_or_read_and_never_exhausts_the_stack(string start, string repeated, string end)
    {
        var text = FullDocuments.All.First(static one => one.Kind == DocumentKind.Experiment).Yaml
            .Replace("tolerance: 200", "tolerance: {type: " + start + string.Concat(Enumerable.Repeat(repeated, 200_000)) + end + "'}", StringComparison.Ordinal);
        SnapshotReader.ReadAlone(new("d.yaml", Encoding.UTF8.GetBytes(text)), DocumentKind.Experiment).ShouldAllBe(static one => one.Message.Length > 0);
    }

    private static int Scale() => int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 0 ? scale : 1;

    private Random Seeded()
    {
        var seed = int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"RELIABLY_TEST_SEED={seed}");
        return new(seed);
    }

    private static string Mutated(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var piece = Pieces[random.Next(Pieces.Length)];
        var length = Math.Min(random.Next(12), text.Length - at);
        return random.Next(4) switch
        {
            0 => text.Insert(at, piece),
            1 => text.Remove(at, length),
            2 => text.Insert(at, text.Substring(at, length)),
            _ => text.Remove(at, length).Insert(at, piece),
        };
    }

    /// <summary>Replaces, removes or doubles one value somewhere below, <paramref name="depth"/> steps down at most.</summary>
    private static DataNode Mutated(DataNode node, Random random, int depth)
    {
        switch (node)
        {
            case DataNode.Mapping { Entries.Length: > 0 } mapping when depth > 0:
                var key = mapping.Entries[random.Next(mapping.Entries.Length)];
                return depth == 1 && random.Next(2) == 0 ? mapping.Without(key.Name) : mapping.With(key.Name, Mutated(key.Value, random, depth - 1));
            case DataNode.Sequence { Items.Length: > 0 } sequence when depth > 0:
                var index = random.Next(sequence.Items.Length);
                return new DataNode.Sequence(depth == 1 && random.Next(2) == 0
                    ? sequence.Items.RemoveAt(index)
                    : sequence.Items.SetItem(index, Mutated(sequence.Items[index], random, depth - 1)));
            default:
                return Values[random.Next(Values.Length)];
        }
    }
}
