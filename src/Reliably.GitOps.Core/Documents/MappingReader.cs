using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Reads the keys of one mapping and reports everything wrong with them: a wrong type, a missing key, and on <see cref="Close"/> every key
/// that nobody asked for. So the reader of a kind is the only list of its keys.
/// </summary>
internal sealed class MappingReader
{
    private readonly DataNode.Mapping mapping;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<string> missing = [];

    private MappingReader(DocumentCursor at, DataNode.Mapping mapping, string owner, DiagnosticList findings)
    {
        At = at;
        this.mapping = mapping;
        Owner = owner;
        Findings = findings;
    }

    public DocumentCursor At { get; }

    /// <summary>What the mapping is, as in "a plan": ends the sentence "… is no key of".</summary>
    public string Owner { get; }

    public DiagnosticList Findings { get; }

    /// <summary>Null, and a finding, where the value is no mapping.</summary>
    public static MappingReader? Open(DocumentCursor at, string owner, DiagnosticList findings)
    {
        if (at.Node is DataNode.Mapping mapping) return new(at, mapping, owner, findings);
        findings.Add(DiagnosticCatalogue.WrongType.At(at, Capital(owner), "a mapping", NodeNames.Of(at.Node)));
        return null;
    }

    /// <summary>The value of a key with its place; null where the key is absent.</summary>
    public DocumentCursor? Take(string key)
    {
        known.Add(key);
        return At.Field(key);
    }

    public bool Has(string key) => mapping.Has(key);

    /// <summary>Like <see cref="Take"/>; <see cref="Close"/> or <see cref="ReportMissing"/> says that it is absent.</summary>
    public DocumentCursor? Require(string key)
    {
        var value = Take(key);
        if (value is null) missing.Add(key);
        return value;
    }

    /// <summary>A text that is not empty; null where it is absent or wrong.</summary>
    public string? Text(string key) => Take(key) is { } value ? TextOf(value, $"`{key}`") : null;

    public string? RequiredText(string key) => Require(key) is { } value ? TextOf(value, $"`{key}`") : null;

    public bool Flag(string key)
    {
        if (Take(key) is not { } value) return false;
        if (value.Node is DataNode.Boolean boolean) return boolean.Value;
        Wrong(value, $"`{key}`", "true or false");
        return false;
    }

    /// <summary>One of a few words; null where it is absent or wrong.</summary>
    public string? OneOf(string key, params string[] words) => OneOf(Take(key), key, words);

    public string? RequiredOneOf(string key, params string[] words) => OneOf(Require(key), key, words);

    public TimeSpan? Duration(string key)
    {
        if (Quantity(key) is not var (value, text)) return null;
        if (Quantities.Duration(text) is { } duration && value.Node is DataNode.Text) return duration;
        Findings.Add(DiagnosticCatalogue.BadDuration.At(value, text, QuantityHints.OfDuration(text)));
        return null;
    }

    /// <summary>A number of bytes.</summary>
    public long? Size(string key)
    {
        if (Quantity(key) is not var (value, text)) return null;
        if (Quantities.Size(text) is { } size && value.Node is DataNode.Text) return size;
        Findings.Add(DiagnosticCatalogue.BadSize.At(value, text, QuantityHints.OfSize(text)));
        return null;
    }

    /// <summary>A text, or a number that lacks its unit.</summary>
    private (DocumentCursor Value, string Text)? Quantity(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value.Node is DataNode.Integer or DataNode.Float) return (value, PythonText.Of(value.Node));
        return TextOf(value, $"`{key}`") is { } text ? (value, text) : null;
    }

    /// <summary>A duration of more than nothing.</summary>
    public TimeSpan? PositiveDuration(string key)
    {
        if (Duration(key) is not { } duration) return null;
        if (duration > TimeSpan.Zero) return duration;
        Findings.Add(DiagnosticCatalogue.OutOfRange.At(At.Field(key)!, key, "longer than nothing"));
        return null;
    }

    /// <summary>The name of another document.</summary>
    public Slug? Name(string key) => Take(key) is { } value ? NameOf(value, $"`{key}`") : null;

    public Slug? NameOf(DocumentCursor value, string what)
    {
        if (TextOf(value, what) is not { } text) return null;
        if (Slug.TryParse(text, out var slug)) return slug;
        Findings.Add(DiagnosticCatalogue.BadName.At(value, text));
        return null;
    }

    /// <summary>The items of a list; none where it is absent or wrong.</summary>
    public ImmutableArray<DocumentCursor> List(string key) => Take(key) is { } value ? ItemsOf(value, key) : [];

    public ImmutableArray<DocumentCursor> RequiredList(string key) => Require(key) is { } value ? ItemsOf(value, key) : [];

    public ImmutableArray<string> Texts(string key) =>
        [.. List(key).Select(item => TextOf(item, $"An item of `{key}`")).OfType<string>()];

    public ImmutableArray<Slug> Names(string key) => NamesOf(List(key), key);

    public ImmutableArray<Slug> NamesOf(ImmutableArray<DocumentCursor> items, string key) =>
        [.. items.Select(item => NameOf(item, $"An item of `{key}`")).OfType<Slug>()];

    /// <summary>A mapping under a key; null where it is absent or wrong.</summary>
    public MappingReader? Mapping(string key, string? owner = null) =>
        Take(key) is { } value ? Open(value, owner ?? $"`{key}`", Findings) : null;

    public string? TextOf(DocumentCursor value, string what)
    {
        if (value.Node is not DataNode.Text text)
        {
            Wrong(value, what, "text");
            return null;
        }

        if (text.Value.Trim().Length > 0) return text.Value;
        Findings.Add(DiagnosticCatalogue.EmptyText.At(value, what));
        return null;
    }

    public void Wrong(DocumentCursor value, string what, string wanted) =>
        Findings.Add(DiagnosticCatalogue.WrongType.At(value, what, wanted, NodeNames.Of(value.Node)));

    /// <summary>Refuses a key that PRODUCT names and this version does not carry out: ignoring it would be worse.</summary>
    public void NotYet(params string[] keys)
    {
        foreach (var key in keys)
        {
            known.Add(key);
            if (mapping.Entry(key) is { } entry) Findings.Add(DiagnosticCatalogue.NotYet.At(At.AtKey(entry), key));
        }
    }

    /// <summary>Reports every key that was not asked for, and every key that is missing and was not merely misspelt.</summary>
    public void Close()
    {
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is DataNode.Text text && known.Contains(text.Value)) continue;
            var nearest = Nearest.To(entry.Name, missing) ?? Nearest.To(entry.Name, known);
            if (nearest is not null) missing.Remove(nearest);
            var hint = nearest is null ? "It knows " + string.Join(", ", known.Order(StringComparer.Ordinal)) + "." : $"Did you mean '{nearest}'?";
            Findings.Add(DiagnosticCatalogue.UnknownKey.At(At.AtKey(entry), entry.Name, Owner, hint));
        }

        ReportMissing();
    }

    /// <summary>Reports the required keys that are missing, where the others cannot be judged.</summary>
    public void ReportMissing()
    {
        foreach (var key in missing) Findings.Add(DiagnosticCatalogue.MissingKey.At(At.Head(), Capital(Owner), key));
        missing.Clear();
    }

    private string? OneOf(DocumentCursor? at, string key, string[] words)
    {
        if (at is not { } value || TextOf(value, $"`{key}`") is not { } text) return null;
        if (words.Contains(text)) return text;
        var hint = Nearest.Hint(text, words, "");
        Findings.Add(DiagnosticCatalogue.NotOneOf.At(value, key, string.Join(", ", words), text, hint));
        return null;
    }

    private ImmutableArray<DocumentCursor> ItemsOf(DocumentCursor value, string key)
    {
        if (value.Node is DataNode.Sequence) return [.. value.Items()];
        Wrong(value, $"`{key}`", "a list");
        return [];
    }

    private static string Capital(string owner) => char.ToUpperInvariant(owner[0]) + owner[1..];
}
