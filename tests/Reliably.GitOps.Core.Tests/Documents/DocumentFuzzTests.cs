using System.Text;
using Reliably.GitOps.Diagnostics;
using Xunit.Abstractions;

namespace Reliably.GitOps.Documents;

/// <summary>Input that is not meant well: bounded time and memory, a diagnostic, never a crash. RELIABLY_TEST_SCALE=100 tries 100,000 documents.</summary>
public class DocumentFuzzTests(ITestOutputHelper output)
{
    private const int Documents = 1_000;

    [Fact]
    public void Real_documents_that_were_mangled_are_read_or_refused()
    {
        var scale = int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var given) && given > 0 ? given : 1;
        var first = int.TryParse(System.Environment.GetEnvironmentVariable("RELIABLY_TEST_SEED"), out var seed) ? seed : 0;
        output.WriteLine($"Documents {first} to {first + Documents * scale - 1}; RELIABLY_TEST_SEED=N begins with document N.");
        var fuzz = new DocumentFuzz(Real());
        Enumerable.Range(first, Documents * scale).AsParallel().Select(fuzz.Try).OfType<string>().FirstOrDefault().ShouldBeNull();
    }

    [Theory]
    [InlineData("100 MB", "RLY2001")]
    [InlineData("10,000 levels of brackets", "RLY2002")]
    [InlineData("10,000 levels of braces", "RLY2002")]
    [InlineData("10,000 levels of dashes", "RLY2002")]
    [InlineData("1,000 levels of indentation", "RLY2002")]
    [InlineData("bytes that are not UTF-8", "RLY1003")]
    [InlineData("a NUL", "RLY1003")]
    [InlineData("a tab before a key", "RLY1001")]
    [InlineData("a tab between values", "RLY1010")]
    [InlineData("a Python object", "RLY1004")]
    [InlineData("aliases of aliases", "RLY2003")]
    [InlineData("a long text under many aliases", "RLY2003")]
    [InlineData("an alias in itself", "RLY1006")]
    [InlineData("a key that stands twice", "RLY2004")]
    [InlineData("a merge of a merge of itself", "RLY1006")]
    public void Bad_input_has_a_diagnostic(string what, string code) =>
        Codes(Yaml(what), "d.yaml").ShouldContain(code);

    [Theory]
    [InlineData("100 MB", "RLY2001")]
    [InlineData("10,000 levels of brackets", "RLY2002")]
    [InlineData("bytes that are not UTF-8", "RLY1002")]
    [InlineData("a NUL", "RLY1002")]
    [InlineData("a byte order mark", "RLY1014")]
    public void Bad_JSON_has_a_diagnostic(string what, string code) => Codes(Json(what), "d.json").ShouldContain(code);

    [Theory]
    [InlineData("a line of a million characters")]
    [InlineData("200,000 lines between two quotes")]
    [InlineData("numbers beyond 64 bits")]
    [InlineData("CRLF")]
    [InlineData("a byte order mark")]
    public void Unusual_input_is_none_the_worse_for_it(string what) =>
        SnapshotReader.ReadAlone(new("d.yaml", Yaml(what)), DocumentKind.Experiment).Where(static one => one.Severity == Severity.Error).ShouldBeEmpty();

    private static IEnumerable<string> Codes(byte[] text, string name) => SnapshotReader.ReadAlone(new(name, text), DocumentKind.Experiment).Select(static one => one.Code);

    private static byte[] Yaml(string what) => what switch
    {
        "100 MB" => new byte[100 << 20],
        "bytes that are not UTF-8" => [.. Encoding.UTF8.GetBytes("title: "), 0xC3, 0x28, 0xFF],
        _ => Encoding.UTF8.GetBytes(YamlText(what)),
    };

    private static string YamlText(string what) => what switch
    {
        "10,000 levels of brackets" => "title: " + new string('[', 10_000),
        "10,000 levels of braces" => "title: " + string.Concat(Enumerable.Repeat("{a: ", 10_000)),
        "10,000 levels of dashes" => string.Concat(Enumerable.Repeat("- ", 10_000)),
        "1,000 levels of indentation" => string.Concat(Enumerable.Range(0, 1_000).Select(static depth => new string(' ', depth) + "a:\n")),
        "a NUL" => "title: a\0b\n",
        "a tab before a key" => "title:\n\ta: 1\n",
        "a tab between values" => "title: {a:\t1}\n",
        "a Python object" => "title: !!python/object/apply:os.system [ls]\n",
        "aliases of aliases" => "x0: &x0 [1, 2]\n" + string.Concat(Enumerable.Range(1, 30).Select(static i => $"x{i}: &x{i} [*x{i - 1}, *x{i - 1}]\n")),
        "a long text under many aliases" => "title: &a " + new string('x', 900_000) + "\ntags: [" + string.Join(", ", Enumerable.Repeat("*a", 10_000)) + "]\n",
        "an alias in itself" => "title: &a [*a]\n",
        "a key that stands twice" => SnapshotBuilder.Experiment + "title: T\n",
        "a merge of a merge of itself" => "title: &a {<<: *a}\n",
        "a line of a million characters" => SnapshotBuilder.Experiment.Replace("title: T", "title: " + new string('x', 1_000_000), StringComparison.Ordinal),
        "200,000 lines between two quotes" => SnapshotBuilder.Experiment.Replace("title: T", "title: \"" + string.Concat(Enumerable.Repeat("x\n", 200_000)) + "\"", StringComparison.Ordinal),
        "numbers beyond 64 bits" => SnapshotBuilder.Experiment + "configuration: {a: 99999999999999999999999999, b: -0xffffffffffffffffffffff, c: 1.5e+999}\n",
        "CRLF" => SnapshotBuilder.Experiment.Replace("\n", "\r\n", StringComparison.Ordinal),
        _ => "\uFEFF" + SnapshotBuilder.Experiment,
    };

    private static byte[] Json(string what) => what switch
    {
        "100 MB" => new byte[100 << 20],
        "10,000 levels of brackets" => Encoding.UTF8.GetBytes(new string('[', 10_000)),
        "bytes that are not UTF-8" => [.. "{\"title\": \""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8],
        "a NUL" => [.. "{\"title\": \"a"u8, 0, .. "\"}"u8],
        _ => [.. "\uFEFF{}"u8],
    };

    private static List<(DocumentKind Kind, string Text)> Real()
    {
        var root = Path.Combine(Repository.Root, "example-repo");
        return
        [
            .. FullDocuments.All,
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(path => (Place: RepositoryLayout.Classify(Path.GetRelativePath(root, path).Replace('\\', '/')), Path: path))
                .Where(static file => file.Place is not null).Select(static file => (file.Place!.Kind, File.ReadAllText(file.Path))),
        ];
    }
}
