using System.Collections.Immutable;
using System.Numerics;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// A value of a document or a journal, typed as the Chaos Toolkit (Python) sees it: integers of any size, floats, ordered mappings.
/// Equality is by content and ignores <see cref="Span"/>. A value made in memory has the default span.
/// </summary>
public abstract record DataNode
{
    private DataNode()
    {
    }

    /// <summary>Where the value stands in its text; the default where it was made in memory.</summary>
    public SourceSpan Span { get; init; }

    public static Null None { get; } = new();

    public static Text Of(string text) => new(text);

    public static Integer Of(long value) => new(value);

    public static Float Of(double value) => new(value);

    public static Boolean Of(bool value) => new(value);

    public virtual bool Equals(DataNode? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>YAML's and JSON's null, Python's None.</summary>
    public sealed record Null : DataNode;

    /// <summary>true or false.</summary>
    public sealed record Boolean(bool Value) : DataNode;

    /// <summary>A whole number of any size.</summary>
    public sealed record Integer(BigInteger Value) : DataNode;

    /// <summary>A binary floating point number; may be infinite or not a number.</summary>
    public sealed record Float(double Value) : DataNode;

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : DataNode;

    /// <summary>A YAML 1.1 date or date and time. <paramref name="Iso"/> is Python's <c>isoformat()</c> of it, as a journal shows it.</summary>
    public sealed record Timestamp(string Iso) : DataNode;

    /// <summary>An ordered list.</summary>
    public sealed record Sequence(ImmutableArray<DataNode> Items) : DataNode
    {
        public static Sequence Empty { get; } = new([]);

        public bool Equals(Sequence? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        public override int GetHashCode() => Items.Aggregate(17, static (hash, item) => HashCode.Combine(hash, item));
    }

    /// <summary>An ordered mapping. Keys are unique (the last of a duplicate wins, in the place of the first) and nearly always text.</summary>
    public sealed record Mapping(ImmutableArray<MappingEntry> Entries) : DataNode
    {
        private Dictionary<string, int>? index;

        public static Mapping Empty { get; } = new([]);

        /// <summary>The value under a text key; null (not <see cref="Null"/>) where there is none.</summary>
        public DataNode? this[string key] => IndexOf(key) is var i and >= 0 ? Entries[i].Value : null;

        public bool Has(string key) => IndexOf(key) >= 0;

        public MappingEntry? Entry(string key) => IndexOf(key) is var i and >= 0 ? Entries[i] : null;

        /// <summary>The same mapping with one key set: replaced in its place, or added at the end.</summary>
        public Mapping With(string key, DataNode value)
        {
            var at = IndexOf(key);
            var entry = new MappingEntry(at >= 0 ? Entries[at].Key : new Text(key), value);
            return new(at >= 0 ? Entries.SetItem(at, entry) : Entries.Add(entry)) { Span = Span };
        }

        public Mapping Without(string key) =>
            IndexOf(key) is var i and >= 0 ? new(Entries.RemoveAt(i)) { Span = Span } : this;

        public static Mapping Create(params (string Key, DataNode Value)[] entries)
        {
            var builder = ImmutableArray.CreateBuilder<MappingEntry>(entries.Length);
            foreach (var (key, value) in entries) builder.Add(new(new Text(key), value));
            return new(builder.MoveToImmutable());
        }

        public bool Equals(Mapping? other) => other is not null && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

        public override int GetHashCode() => Entries.Aggregate(19, static (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

        private int IndexOf(string key)
        {
            if (Entries.Length > 12)
            {
                index ??= BuildIndex();
                return index.TryGetValue(key, out var found) ? found : -1;
            }

            for (var i = 0; i < Entries.Length; i++)
            {
                if (Entries[i].Key is Text text && text.Value == key) return i;
            }

            return -1;
        }

        private Dictionary<string, int> BuildIndex()
        {
            var built = new Dictionary<string, int>(Entries.Length, StringComparer.Ordinal);
            for (var i = 0; i < Entries.Length; i++)
            {
                if (Entries[i].Key is Text text) built[text.Value] = i;
            }

            return built;
        }
    }
}

/// <summary>One key and its value in a <see cref="DataNode.Mapping"/>.</summary>
public sealed record MappingEntry(DataNode Key, DataNode Value)
{
    /// <summary>The key as text, however it was typed.</summary>
    public string Name => Key is DataNode.Text text ? text.Value : PythonText.Of(Key);
}
