using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Why a text is not JSON, and where.</summary>
public sealed record JsonProblem(string Message, SourcePosition Position)
{
    /// <summary>Whether it was nested more deeply than is read.</summary>
    public bool TooDeep { get; init; }
}

/// <summary>
/// Reads JSON into values with their places (RFC 8259; a duplicate key's last value wins, as in Python). Nesting is bounded at
/// <see cref="MaxDepth"/>, so no input can exhaust the stack.
/// </summary>
public static class JsonReader
{
    public const int MaxDepth = 64;

    /// <summary>The value of a text that is known to be JSON (our own records and indexes).</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static DataNode Parse(string text) =>
        TryParse(Encoding.UTF8.GetBytes(text), out var problem) ?? throw new FormatException($"{problem!.Message} (line {problem.Position.Line})");

    /// <summary>The value, or null and the problem.</summary>
    public static DataNode? TryParse(ReadOnlySpan<byte> utf8, out JsonProblem? problem)
    {
        var node = TryParse(utf8, [], out problem);
        if (problem is null || PythonConstants.Replace(utf8, out var constants) is not { } replaced) return node;
        return TryParse(replaced, constants, out problem);
    }

    private static DataNode? TryParse(ReadOnlySpan<byte> utf8, Dictionary<long, double> constants, out JsonProblem? problem)
    {
        problem = null;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var places = new Places(utf8);
        try
        {
            reader.Read();
            var node = ReadValue(ref reader, ref places, constants);
            if (reader.Read()) problem = new("There is text after the value.", places.At(reader.TokenStartIndex));
            return problem is null ? node : null;
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            problem = new(Reason(exception.Message), new(line, (int)(exception.BytePositionInLine ?? 0) + 1)) { TooDeep = exception.Message.Contains("maximum configured depth", StringComparison.Ordinal) };
            return null;
        }
        catch (InvalidOperationException)
        {
            problem = new("A string holds bytes or escapes that are not text.", places.At(reader.TokenStartIndex));
            return null;
        }
    }

    /// <summary>System.Text.Json's message without its own "LineNumber: …" tail.</summary>
    private static string Reason(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var at and > 0 ? message[..at] : message;

    private static DataNode ReadValue(ref Utf8JsonReader reader, ref Places places, Dictionary<long, double> constants)
    {
        var start = places.At(reader.TokenStartIndex);
        DataNode node = reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(ref reader, ref places, constants),
            JsonTokenType.StartArray => ReadSequence(ref reader, ref places, constants),
            JsonTokenType.String => new DataNode.Text(reader.GetString()!),
            JsonTokenType.Number when constants.TryGetValue(reader.TokenStartIndex, out var constant) => new DataNode.Float(constant),
            JsonTokenType.Number => ReadNumber(reader.ValueSpan),
            JsonTokenType.True => new DataNode.Boolean(true),
            JsonTokenType.False => new DataNode.Boolean(false),
            _ => new DataNode.Null(),
        };
        return node with { Span = new(start, places.At(reader.BytesConsumed)) };
    }

    private static DataNode.Mapping ReadMapping(ref Utf8JsonReader reader, ref Places places, Dictionary<long, double> constants)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = places.At(reader.TokenStartIndex);
            var name = reader.GetString()!;
            var key = new DataNode.Text(name) { Span = new(start, places.At(reader.BytesConsumed)) };
            reader.Read();
            var entry = new MappingEntry(key, ReadValue(ref reader, ref places, constants));
            if (seen.TryAdd(name, entries.Count)) entries.Add(entry);
            else entries[seen[name]] = entry;
        }

        return new(entries.DrainToImmutable());
    }

    private static DataNode.Sequence ReadSequence(ref Utf8JsonReader reader, ref Places places, Dictionary<long, double> constants)
    {
        var items = ImmutableArray.CreateBuilder<DataNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, ref places, constants));
        return new(items.DrainToImmutable());
    }

    private static DataNode ReadNumber(ReadOnlySpan<byte> digits)
    {
        var text = Encoding.ASCII.GetString(digits);
        if (text.Length > YamlScalar.MaxDigits) throw new JsonException("A number has more than 4300 digits.");
        return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0
            ? new DataNode.Integer(BigInteger.Parse(text, CultureInfo.InvariantCulture))
            : new DataNode.Float(double.Parse(text, CultureInfo.InvariantCulture));
    }

    /// <summary>Turns byte offsets, which only grow, into lines and columns in one pass over the text.</summary>
    private ref struct Places(ReadOnlySpan<byte> utf8)
    {
        private readonly ReadOnlySpan<byte> utf8 = utf8;
        private int offset;
        private int line = 1;
        private int column = 1;

        public SourcePosition At(long target)
        {
            for (; offset < target && offset < utf8.Length; offset++)
            {
                var current = utf8[offset];
                if (current == (byte)'\n')
                {
                    line++;
                    column = 1;
                }
                else if ((current & 0xC0) != 0x80)
                {
                    column += current >= 0xF0 ? 2 : 1;
                }
            }

            return new(line, column);
        }
    }
}
