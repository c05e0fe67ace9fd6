using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Reliably.GitOps.Documents;

/// <summary>One thing that a schema refuses: where, and by which rule.</summary>
public sealed record SchemaFinding(DocumentCursor At, string Rule);

/// <summary>
/// Checks a document against the JSON Schema of its kind with NJsonSchema. Our readers say the same in better words and many times faster, so
/// a command asks the schema only about documents in which a reader found something (docs/validation.md); tests hold that both agree.
/// </summary>
public sealed class SchemaValidator
{
    private readonly Dictionary<DocumentKind, JsonSchema> schemas = [];

    /// <summary>What the schema of a kind refuses in a document; empty where it refuses nothing.</summary>
    public ImmutableArray<SchemaFinding> Validate(DocumentKind kind, DocumentCursor root)
    {
        using var reader = new NodeJsonReader(root);
        var token = JToken.Load(reader, new JsonLoadSettings
        {
            LineInfoHandling = LineInfoHandling.Load,
            DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Replace,
        });
        var places = reader.Places;
        return [.. SchemaOf(kind).Validate(token).SelectMany(SchemaCauses.Of).Select(error => new SchemaFinding(PlaceOf(error, root, places), error.Kind.ToString()))];
    }

    private JsonSchema SchemaOf(DocumentKind kind)
    {
        if (schemas.TryGetValue(kind, out var schema)) return schema;

        // NJsonSchema reads a schema only asynchronously; without outside references it never waits.
        schemas[kind] = schema = JsonSchema.FromJsonAsync(DocumentSchemas.Of(kind)).GetAwaiter().GetResult();
        return schema;
    }

    private static DocumentCursor PlaceOf(ValidationError error, DocumentCursor root, ImmutableArray<DocumentCursor> places) =>
        error.HasLineInfo && error.LineNumber > 0 && error.LineNumber <= places.Length ? places[error.LineNumber - 1] : root;
}
