namespace Reliably.GitOps.Documents;

/// <summary>The schemas (for editors) and the readers (for the command line) must say the same.</summary>
public class SchemaAgreementTests
{
    private readonly SchemaValidator validator = new();

    public static TheoryData<DocumentKind> Kinds => [.. Enum.GetValues<DocumentKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Both_accept_documents_that_use_every_key(DocumentKind kind)
    {
        foreach (var (_, yaml) in FullDocuments.All.Where(one => one.Kind == kind))
        {
            var root = FullDocuments.Read(yaml);
            validator.Validate(kind, root).ShouldBeEmpty();
            FullDocuments.ErrorsOf(kind, root.Node).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Both_refuse_a_bad_document_for_every_keyword(DocumentKind kind)
    {
        var schema = (DataNode.Mapping)JsonReader.Parse(DocumentSchemas.Of(kind));
        var walk = new SchemaWalk(schema);
        var bad = FullDocuments.All.Where(one => one.Kind == kind).SelectMany(one => walk.Of(FullDocuments.Read(one.Yaml).Node)).ToList();
        SchemaWalk.Keywords(schema).Except(bad.Select(static one => one.Keyword)).ShouldBeEmpty();
        bad.Where(one => validator.Validate(kind, DocumentCursor.Root("d", one.Document)).IsEmpty).Select(Told).ShouldBeEmpty("accepted by the schema");
        bad.Where(one => FullDocuments.ErrorsOf(kind, one.Document).Length == 0).Select(Told).ShouldBeEmpty("accepted by the reader");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_schema_explains_itself_to_an_editor(DocumentKind kind)
    {
        var schema = (DataNode.Mapping)JsonReader.Parse(DocumentSchemas.Of(kind));
        schema["$id"].ShouldBe(DataNode.Of($"https://reliably.dev/schemas/{RepositoryLayout.NameOf(kind)}.schema.json"));
        schema.Has("title").ShouldBeTrue();
        schema.Has("description").ShouldBeTrue();
    }

    [Fact]
    public void A_finding_of_a_schema_has_its_place()
    {
        var finding = validator.Validate(DocumentKind.Plan, FullDocuments.Read("experiments: [a]\nschedule:\n  type: now\nsuspend: maybe\n")).ShouldHaveSingleItem();
        (finding.At.Pointer, finding.At.Span.Start.Line).ShouldBe(("/suspend", 4));
    }

    private static string Told(BadDocument one) => one.Keyword + ": " + (JsonWriter.Compact(one.Document) is { Length: > 200 } text ? text[..200] : JsonWriter.Compact(one.Document));
}
