using System.Collections.Immutable;
using System.Numerics;
using Newtonsoft.Json;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Shows a document to Newtonsoft.Json (and so to NJsonSchema) as a stream of tokens. Every token's "line" is the number of its
/// <see cref="DocumentCursor"/> in <see cref="Places"/>: exact also where an alias puts one text in several places.
/// </summary>
internal sealed class NodeJsonReader : Newtonsoft.Json.JsonReader, IJsonLineInfo
{
    private readonly List<(JsonToken Token, object? Value, int Place)> tokens = [];
    private readonly ImmutableArray<DocumentCursor>.Builder places = ImmutableArray.CreateBuilder<DocumentCursor>();
    private int next;

    public NodeJsonReader(DocumentCursor root) => Write(root);

    public ImmutableArray<DocumentCursor> Places => places.ToImmutable();

    public int LineNumber => next == 0 ? 0 : tokens[next - 1].Place + 1;

    public int LinePosition => 1;

    public bool HasLineInfo() => true;

    public override bool Read()
    {
        if (next >= tokens.Count) return false;
        var (token, value, _) = tokens[next++];
        SetToken(token, value);
        return true;
    }

    private void Write(DocumentCursor at)
    {
        places.Add(at);
        var place = places.Count - 1;
        switch (at.Node)
        {
            case DataNode.Mapping mapping:
                tokens.Add((JsonToken.StartObject, null, place));
                foreach (var entry in mapping.Entries)
                {
                    places.Add(at.AtKey(entry));
                    tokens.Add((JsonToken.PropertyName, entry.Name, places.Count - 1));
                    Write(at.AtValue(entry));
                }

                tokens.Add((JsonToken.EndObject, null, place));
                break;
            case DataNode.Sequence:
                tokens.Add((JsonToken.StartArray, null, place));
                foreach (var item in at.Items()) Write(item);
                tokens.Add((JsonToken.EndArray, null, place));
                break;
            default:
                var (token, value) = Scalar(at.Node);
                tokens.Add((token, value, place));
                break;
        }
    }

    private static (JsonToken Token, object? Value) Scalar(DataNode node) => node switch
    {
        DataNode.Boolean boolean => (JsonToken.Boolean, boolean.Value),
        // NJsonSchema throws on integers beyond 64 bits; no schema of ours tells them from the largest.
        DataNode.Integer integer => (JsonToken.Integer, (long)BigInteger.Clamp(integer.Value, long.MinValue, long.MaxValue)),
        DataNode.Float number => (JsonToken.Float, double.IsFinite(number.Value) ? number.Value : double.MaxValue),
        DataNode.Text text => (JsonToken.String, text.Value),
        DataNode.Timestamp timestamp => (JsonToken.String, timestamp.Iso),
        _ => (JsonToken.Null, null),
    };
}
