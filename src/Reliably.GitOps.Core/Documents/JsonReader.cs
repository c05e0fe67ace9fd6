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
    public static DataNode? TryParse(ReadOnlySpan<byte> utf8, out JsonProblem? problem) => TryParse(utf8, out problem, out _);

    /// <summary>The value, or null and the problem; and the keys that stand twice.</summary>
    public static DataNode? TryParse(ReadOnlySpan<byte> utf8, out JsonProblem? problem, out ImmutableArray<DuplicateKey> duplicates)
    {
        var context = new Context([]);
        var node = TryParse(utf8, context, out problem);
        if (problem is not null && PythonConstants.Replace(utf8, out var constants) is { } replaced)
        {
            context = new(constants);
            node = TryParse(replaced, context, out problem);
        }

        duplicates = context.Duplicates is { } found ? found.ToImmutable() : [];
        return node;
    }

    private static DataNode? TryParse(ReadOnlySpan<byte> utf8, Context context, out JsonProblem? problem)
    {
        problem = null;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var places = new Places(utf8);
        try
        {
            reader.Read();
            var node = ReadValue(ref reader, ref places, context);
            if (reader.Read()) problem = new("There is text after the value.", places.At(reader.TokenStartIndex));
            return problem is null ? node : null;
        }
        catch (JsonException exception)
        {
            problem = new(Reason(exception.Message), Places.At(utf8, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0)) { TooDeep = exception.Message.Contains("maximum configured depth", StringComparison.Ordinal) };
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

    private static DataNode ReadValue(ref Utf8JsonReader reader, ref Places places, Context context)
    {
        var start = places.At(reader.TokenStartIndex);
        DataNode node = reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(ref reader, ref places, context),
            JsonTokenType.StartArray => ReadSequence(ref reader, ref places, context),
            JsonTokenType.String => new DataNode.Text(reader.GetString()!),
            JsonTokenType.Number when context.Constants.TryGetValue(reader.TokenStartIndex, out var constant) => new DataNode.Float(constant),
            JsonTokenType.Number => ReadNumber(reader.ValueSpan),
            JsonTokenType.True => new DataNode.Boolean(true),
            JsonTokenType.False => new DataNode.Boolean(false),
            _ => new DataNode.Null(),
        };
        return node with { Span = new(start, places.At(reader.BytesConsumed)) };
    }

    private static DataNode.Mapping ReadMapping(ref Utf8JsonReader reader, ref Places places, Context context)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = places.At(reader.TokenStartIndex);
            var name = reader.GetString()!;
            // The reader has consumed the colon too.
            var key = new DataNode.Text(name) { Span = new(start, places.At(reader.TokenStartIndex + reader.ValueSpan.Length + "\"\"".Length)) };
            reader.Read();
            var entry = new MappingEntry(key, ReadValue(ref reader, ref places, context));
            if (seen.TryAdd(name, entries.Count))
            {
                entries.Add(entry);
                continue;
            }

            var first = entries[seen[name]].Key;
            (context.Duplicates ??= ImmutableArray.CreateBuilder<DuplicateKey>()).Add(new(name, key.Span, first.Span.Start));
            entries[seen[name]] = new(first, entry.Value);
        }

        return new(entries.DrainToImmutable());
    }

    private static DataNode.Sequence ReadSequence(ref Utf8JsonReader reader, ref Places places, Context context)
    {
        var items = ImmutableArray.CreateBuilder<DataNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, ref places, context));
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

    /// <summary>What is known, and found, while one text is read.</summary>
    private sealed class Context(Dictionary<long, double> constants)
    {
        public Dictionary<long, double> Constants { get; } = constants;

        public ImmutableArray<DuplicateKey>.Builder? Duplicates { get; set; }
    }

    /// <summary>Turns byte offsets, which only grow, into lines and columns in one pass over the text.</summary>
    private ref struct Places(ReadOnlySpan<byte> utf8)
    {
        private readonly ReadOnlySpan<byte> utf8 = utf8;
        private int offset;
        private int line = 1;
        private int column = 1;

        /// <summary>A place by the number of its line and of the bytes before it there, both from 0.</summary>
        public static SourcePosition At(ReadOnlySpan<byte> utf8, long line, long bytes)
        {
            var start = 0;
            for (var passed = 0L; passed < line; passed++) start += utf8[start..].IndexOf((byte)'\n') + 1;
            return new Places(utf8).At(Math.Min(start + bytes, utf8.Length));
        }

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
