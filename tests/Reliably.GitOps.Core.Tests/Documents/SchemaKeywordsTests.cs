using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Reliably.GitOps.Documents;

/// <summary>NJsonSchema ignores some keywords silently: every keyword that a schema of ours uses must make a difference.</summary>
public class SchemaKeywordsTests
{
    /// <summary>Of these <see cref="SchemaWalk"/> makes bad documents, or follows them.</summary>
    private static readonly string[] Proved =
        ["type", "enum", "pattern", "minLength", "minItems", "maxItems", "minimum", "maximum", "required", "additionalProperties", "properties", "items", "oneOf", "anyOf", "allOf", "$ref", "definitions"];

    /// <summary>An item without a type but with required keys is refused in the same words.</summary>
    private static readonly string[] SaidTwice = ["/properties/extensions/items/type"];

    /// <summary>What editors show.</summary>
    private static readonly string[] Words = ["$schema", "$id", "title", "description", "default", "examples"];

    public static TheoryData<DocumentKind> Kinds => [.. Enum.GetValues<DocumentKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_schema_uses_a_keyword_that_is_not_proved(DocumentKind kind)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        Collect(SchemaOf(kind), used);
        used.Except(Proved).Except(Words).ShouldBeEmpty("NJsonSchema may ignore it: teach SchemaWalk to break it first");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_a_keyword_its_bad_document_is_judged_otherwise(DocumentKind kind)
    {
        var schema = SchemaOf(kind);
        var whole = await JsonSchema.FromJsonAsync(JsonWriter.Compact(schema));
        var walk = new SchemaWalk(schema);
        var bad = FullDocuments.All.Where(one => one.Kind == kind).SelectMany(one => walk.Of(FullDocuments.Read(one.Yaml).Node))
            .GroupBy(static one => one.Keyword, static one => JToken.Parse(JsonWriter.Compact(one.Document))).ToList();
        bad.ShouldNotBeEmpty();
        var ignored = new List<string>();
        foreach (var keyword in bad)
        {
            var without = await JsonSchema.FromJsonAsync(JsonWriter.Compact(Without(schema, [.. keyword.Key[1..].Split('/')])));
            if (keyword.Take(3).All(document => Told(whole.Validate(document)) == Told(without.Validate(document)))) ignored.Add(keyword.Key);
        }

        ignored.Except(SaidTwice).ShouldBeEmpty();
    }

    private static DataNode.Mapping SchemaOf(DocumentKind kind) => (DataNode.Mapping)JsonReader.Parse(DocumentSchemas.Of(kind));

    private static void Collect(DataNode node, SortedSet<string> used)
    {
        if (node is not DataNode.Mapping mapping) return;
        foreach (var entry in mapping.Entries)
        {
            used.Add(entry.Name);
            if (entry.Name is "default" or "examples") continue;
            if (entry.Name is "properties" or "definitions") foreach (var one in ((DataNode.Mapping)entry.Value).Entries) Collect(one.Value, used);
            else if (entry.Value is DataNode.Sequence sequence) foreach (var one in sequence.Items) Collect(one, used);
            else Collect(entry.Value, used);
        }
    }

    /// <summary>The schema without what a pointer leads to: a keyword, or one of the required keys.</summary>
    private static DataNode Without(DataNode node, ReadOnlySpan<string> steps) => node switch
    {
        DataNode.Mapping mapping when steps.Length == 1 => mapping.Without(steps[0]),
        DataNode.Mapping mapping => mapping.With(steps[0], Without(mapping[steps[0]]!, steps[1..])),
        DataNode.Sequence sequence when steps.Length == 1 => new DataNode.Sequence(sequence.Items.Remove(DataNode.Of(steps[0]))),
        DataNode.Sequence sequence => Replaced(sequence, int.Parse(steps[0], System.Globalization.CultureInfo.InvariantCulture), steps[1..]),
        _ => throw new ArgumentException("leads nowhere", nameof(steps)),
    };

    private static DataNode.Sequence Replaced(DataNode.Sequence sequence, int index, ReadOnlySpan<string> rest) =>
        new(sequence.Items.SetItem(index, Without(sequence.Items[index], rest)));

    private static string Told(IEnumerable<ValidationError> errors) => string.Join('\n', errors.SelectMany(Flat).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Flat(ValidationError error) => error is ChildSchemaValidationError parent
        ? parent.Errors.Values.SelectMany(static one => one).SelectMany(Flat).Append(error.Kind + " " + error.Path)
        : [error.Kind + " " + error.Path];
}
