using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documents;

/// <summary>Every finding stands in its document: line, column, end and pointer lead somewhere.</summary>
public class PlacesTests
{
    /// <summary>About the file, not about anything in it: its size, its name.</summary>
    private static readonly string[] OfFiles = ["RLY1011", "RLY2001", "RLY2302", "RLY2303", "RLY2304"];

    private static readonly ImmutableArray<DiagnosticFixture> Fixtures =
        [.. DiagnosticFixture.AllIn(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Fixtures/diagnostics")).Where(static fixture => fixture.World.IsEmpty)];

    [Fact]
    public void Every_finding_of_every_changed_document_stands_in_it() => Seeded.Each(1500, static random =>
    {
        var (kind, yaml) = FullDocuments.All[random.Next(FullDocuments.All.Length)];
        var isJson = random.Next(3) == 0;
        var text = isJson ? JsonWriter.Indented(FullDocuments.Read(yaml).Node) : yaml;
        var file = new RepositoryFile(isJson ? "d.json" : "d.yaml", Encoding.UTF8.GetBytes(TextMutation.Of(text, random)));
        foreach (var found in SnapshotReader.ReadAlone(file, kind)) ShouldStandIn(file, found);
    });

    [Fact]
    public void Every_finding_of_every_fixture_stands_in_it_also_when_it_is_changed() => Seeded.Each(2, static random =>
    {
        foreach (var fixture in Fixtures)
        {
            var files = fixture.Files.Select(file => new RepositoryFile(file.Path, file.Content.Length > 20_000 || random.Next(3) == 0 ? file.Content : Encoding.UTF8.GetBytes(TextMutation.Of(Encoding.UTF8.GetString(file.Content.Span), random))))
                .ToDictionary(static file => file.Path);
            var found = fixture.Kind is { } kind ? SnapshotReader.ReadAlone(files.Values.Single(), kind) : SnapshotReader.Read(files.Values, null).Diagnostics;
            foreach (var one in found) ShouldStandIn(files[one.Location.File], one);
        }
    });

    [Fact]
    public void Every_finding_of_a_changed_repository_stands_in_one_of_its_files() => Seeded.Each(30, static random =>
    {
        var files = RealFiles().Select(file => random.Next(3) > 0 ? file : file with { Content = Encoding.UTF8.GetBytes(TextMutation.Of(Encoding.UTF8.GetString(file.Content.Span), random)) })
            .Where(_ => random.Next(8) > 0).ToDictionary(static file => file.Path);
        foreach (var found in SnapshotReader.Read(files.Values, null).Diagnostics) ShouldStandIn(files[found.Location.File], found);
    });

    [Fact]
    public void What_a_schema_refuses_stands_in_the_document() => Seeded.Each(200, static random =>
    {
        var (kind, yaml) = FullDocuments.All[random.Next(FullDocuments.All.Length)];
        var file = new RepositoryFile("d.yaml", Encoding.UTF8.GetBytes(TextMutation.Of(yaml, random)));
        foreach (var found in SchemaRules.Check(file, kind, SnapshotReader.ReadAlone(file, kind))) ShouldStandIn(file, found);
    });

    [Theory]
    [InlineData("a.yaml", "title: T\ntitle: U\ndescription: D\nmethod: []\n", "/title", 2, 1)]
    [InlineData("a.json", "{\"title\": \"T\", \"description\": \"D\", \"method\": [],\n \"title\": \"U\"}", "/title", 2, 2)]
    [InlineData("a.yaml", "title: T\ndescription: D\nmethod:\n- {type: action, name: a, provider: {type: process, path: x, path: y}}\n", "/method/0/provider/path", 4, 62)]
    [InlineData("a.yaml", "title: T\ndescription: D\nconfiguration: {x: &x {k: 1}, y: {<<: *x, k: 2, k: 3}}\nmethod: []\n", "/configuration/y/k", 3, 49)]
    public void Says_where_a_key_stands_twice(string path, string text, string pointer, int line, int column)
    {
        var found = SnapshotReader.ReadAlone(new(path, Encoding.UTF8.GetBytes(text)), DocumentKind.Experiment).Where(static one => one.Code == "RLY2004").ShouldHaveSingleItem();
        (found.Pointer, found.Location.Span.Start).ShouldBe((pointer, new SourcePosition(line, column)));
    }

    [Fact]
    public void Counts_columns_of_bad_JSON_in_characters()
    {
        var found = SnapshotReader.ReadAlone(new("a.json", "{\n \"té🙂\": oops}"u8.ToArray()), DocumentKind.Experiment).ShouldHaveSingleItem();
        found.Location.Span.Start.ShouldBe(new SourcePosition(2, 10));
    }

    [Fact]
    public void Says_once_what_an_alias_brings_to_many_places()
    {
        const string Text = "experiments: [a]\nschedule: {type: manual}\nconcurrency: &c {groop: g}\ntimeout: *c\n";
        var aliased = "title: T\ntarget: process\nactivity: &a {type: action, name: a, provider: {type: shell}}\n";
        SnapshotReader.ReadAlone(new("d.yaml", Encoding.UTF8.GetBytes(aliased)), DocumentKind.Starter).Count(static one => one.Code == "RLY1207").ShouldBe(1);
        SnapshotReader.ReadAlone(new("d.yaml", Encoding.UTF8.GetBytes(Text)), DocumentKind.Plan).Select(static one => one.Code + one.Pointer).ShouldBe(["RLY2103/concurrency/groop", "RLY2101/timeout"]);
        var method = "title: T\ndescription: D\nmethod:\n- &a {type: action, name: a, provider: {type: shell}}\n- *a\n";
        SnapshotReader.ReadAlone(new("d.yaml", Encoding.UTF8.GetBytes(method)), DocumentKind.Experiment).Count(static one => one.Code == "RLY1207").ShouldBe(1);
    }

    [Fact]
    public void Tells_causes_before_what_follows_from_them()
    {
        var snapshot = new SnapshotBuilder()
            .With("plans/a.yaml", "template: t\nschedule: {type: manual}\nzzz: 1\n")
            .With("templates/t.yaml", "title: T\n")
            .Read();
        snapshot.Diagnostics[^1].Code.ShouldBe("RLY2305");
        snapshot.Diagnostics.Count(static one => one.Location.File == "templates/t.yaml").ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/schedule/jitter", "experiments: [a]\nschedule:\n  type: cron\n  pattern: '@daily'\n  jitter: soon\n")]
    [InlineData("/schedule/zzz", "experiments: [a]\nschedule:\n  type: cron\n  pattern: '@daily'\n  zzz: soon\n")]
    [InlineData("/schedule", "experiments: [a]\nschedule: {type: cron}\n")]
    public void A_schema_names_the_place_within_the_alternative_that_was_meant(string pointer, string text)
    {
        var refused = new SchemaValidator().Validate(DocumentKind.Plan, FullDocuments.Read(text)).ShouldHaveSingleItem();
        refused.At.Pointer.ShouldBe(pointer);
        refused.Rule.ShouldNotBe("NotOneOf");
    }

    private static IEnumerable<RepositoryFile> RealFiles()
    {
        var root = Path.Combine(Repository.Root, "example-repo");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(static path => RepositoryLayout.Classify(path) is not null)
            .Select(path => new RepositoryFile(path, System.IO.File.ReadAllBytes(Path.Combine(root, path))));
    }

    private static void ShouldStandIn(RepositoryFile file, Diagnostic found)
    {
        var told = $"{found.Code} {found.Location} to {found.Location.Span.End} '{found.Pointer}': {found.Message}\n{Encoding.UTF8.GetString(file.Content.Span)}";
        found.Message.ShouldNotBeEmpty(told);
        var span = found.Location.Span;
        if (OfFiles.Contains(found.Code))
        {
            (span, found.Pointer).ShouldBe((default, ""), told);
            return;
        }

        var lines = Lines(file);
        foreach (var place in (SourcePosition[])[span.Start, span.End])
        {
            place.Line.ShouldBeInRange(1, lines.Length, told);
            place.Column.ShouldBeInRange(1, lines[place.Line - 1].Length + 1, told);
        }

        (span.Start.Line, span.Start.Column).ShouldBeLessThanOrEqualTo((span.End.Line, span.End.Column), told);
        ShouldLeadSomewhere(DocumentReader.TryParse(file, out Diagnostic? _), found.Pointer, told);
    }

    /// <summary>To a value, or to a key that a mapping lacks.</summary>
    private static void ShouldLeadSomewhere(DataNode? root, string pointer, string told)
    {
        if (pointer.Length == 0) return;
        root.ShouldNotBeNull(told);
        var steps = pointer[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var node = root;
        for (var i = 0; i < steps.Count; i++)
        {
            var next = node switch
            {
                DataNode.Mapping mapping => mapping.Entries.FirstOrDefault(entry => entry.Name == steps[i])?.Value,
                DataNode.Sequence sequence => sequence.Items[int.Parse(steps[i], System.Globalization.CultureInfo.InvariantCulture)],
                _ => throw new ShouldAssertException("nothing below a single value: " + told),
            };
            if (next is null) i.ShouldBe(steps.Count - 1, told);
            node = next!;
        }
    }

    private static string[] Lines(RepositoryFile file)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF');
        return Regex.Split(text, file.Path.EndsWith(".json", StringComparison.Ordinal) ? "\n" : "\r\n|[\n\r\u0085\u2028\u2029]");
    }
}
