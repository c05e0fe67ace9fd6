using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Reads YAML as the Chaos Toolkit does (PyYAML's <c>safe_load</c>, YAML 1.1) into values with their places. Size, depth and the number of
/// values after aliases are expanded are bounded while parser events come in, so no input exhausts memory or stack.
/// </summary>
public static class YamlReader
{
    public const int MaxBytes = 1 << 20;
    public const int MaxDepth = 64;
    public const int MaxValues = 100_000;

    /// <summary>Characters of all texts after aliases are expanded: a long text under many aliases would be looked at for hours.</summary>
    public const int MaxCharacters = 4_000_000;

    /// <summary>The value, or null and the problem. A file without any value is null, as in Python.</summary>
    public static DataNode? TryParse(ReadOnlySpan<byte> utf8, out DocumentProblem? problem) => TryParse(utf8, out problem, out _);

    /// <summary>The value, or null and the problem; and the keys that stand twice.</summary>
    public static DataNode? TryParse(ReadOnlySpan<byte> utf8, out DocumentProblem? problem, out ImmutableArray<DuplicateKey> duplicates)
    {
        duplicates = [];
        problem = null;
        try
        {
            if (utf8.Length > MaxBytes) throw new DocumentProblemException(new(DiagnosticCatalogue.TooLarge, ["1 MiB"], default));
            return Compose(YamlText.Decode(utf8), out duplicates);
        }
        catch (DocumentProblemException exception)
        {
            problem = exception.Problem;
            return null;
        }
    }

    private static DataNode Compose(string text, out ImmutableArray<DuplicateKey> duplicates)
    {
        try
        {
            return ComposeAsWritten(text, out duplicates);
        }
        catch (DocumentProblemException exception) when (exception.Problem.Rule == DiagnosticCatalogue.NotYaml)
        {
            if (YamlFlowLines.Of(text) is not { } lines) throw;
            return Compose(lines, out duplicates);
        }
    }

    private static DataNode Compose(YamlFlowLines lines, out ImmutableArray<DuplicateKey> duplicates)
    {
        try
        {
            var node = lines.Restore(ComposeAsWritten(lines.Text, out duplicates));
            duplicates = lines.Restore(duplicates);
            return node;
        }
        catch (DocumentProblemException exception)
        {
            throw new DocumentProblemException(lines.Restore(exception.Problem));
        }
    }

    private static DataNode ComposeAsWritten(string text, out ImmutableArray<DuplicateKey> duplicates)
    {
        var composer = new YamlComposer(text);
        var node = composer.Compose();
        duplicates = composer.Duplicates;
        return node;
    }
}

/// <summary>Builds values from YamlDotNet's parser events.</summary>
internal sealed class YamlComposer(string text)
{
    private readonly Parser parser = new(new StringReader(text));
    private readonly Dictionary<string, Anchored> anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly List<(int Start, int End)> literals = [];
    private readonly ImmutableArray<DuplicateKey>.Builder duplicates = ImmutableArray.CreateBuilder<DuplicateKey>();
    private SourcePosition? end;
    private int values;
    private long characters;
    private int depth;
    private int brackets;

    public ImmutableArray<DuplicateKey> Duplicates => duplicates.ToImmutable();

    /// <summary>The one document of the text.</summary>
    /// <exception cref="DocumentProblemException">It is none.</exception>
    public DataNode Compose()
    {
        try
        {
            return ComposeDocument();
        }
        catch (DocumentProblemException exception)
        {
            throw new DocumentProblemException(exception.Problem with { Span = Within(exception.Problem.Span) });
        }
        catch (YamlException exception)
        {
            throw new DocumentProblemException(new(DiagnosticCatalogue.NotYaml, [Sentence(exception.Message)], Within(Span(exception.Start, exception.End))));
        }
        catch (ArgumentException exception)
        {
            // YamlDotNet's answer to a tag that is no URI.
            var at = parser.Current is { } last ? Span(last.End, last.End) : default;
            throw new DocumentProblemException(new(DiagnosticCatalogue.NotYaml, [Sentence(exception.Message)], at));
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's answer to a text that ends inside brackets.
            var last = YamlText.PositionOf(text, text.Length);
            throw new DocumentProblemException(new(DiagnosticCatalogue.NotYaml, ["the text ends inside '[' or '{'."], new(last, last)));
        }
    }

    private DataNode ComposeDocument()
    {
        parser.MoveNext();
        if (!Next() || parser.Current is StreamEnd) return Checked(DataNode.None with { Span = new(new(1, 1), new(1, 1)) });
        Next();
        var node = ReadValue(asKey: false);
        Next();
        if (Next() && parser.Current is DocumentStart second) throw Problem(DiagnosticCatalogue.SecondDocument, Span(second.Start, second.End));
        return Checked(node);
    }

    private DataNode Checked(DataNode node)
    {
        var tab = YamlText.ForbiddenTab(text, literals);
        if (tab < 0) return node;
        var position = YamlText.PositionOf(text, tab);
        throw Problem(DiagnosticCatalogue.TabOutsideText, new(position, position with { Column = position.Column + 1 }));
    }

    private bool Next() => parser.MoveNext();

    /// <summary>Reads the value that begins at the current event, and stays at its last event.</summary>
    private DataNode ReadValue(bool asKey)
    {
        var current = parser.Current!;
        if (current is AnchorAlias alias) return Expand(alias);
        if (++values > YamlReader.MaxValues) throw Problem(DiagnosticCatalogue.TooManyValues, Span(current.Start, current.End), "100,000");
        if (current is not NodeEvent node) throw Problem(DiagnosticCatalogue.NotYaml, Span(current.Start, current.End), "a value was expected here.");
        var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        if (anchor is not null) YamlPlainRules.CheckAnchor(anchor, Span(node.Start, node.End));
        if (anchor is not null && (anchors.ContainsKey(anchor) || !open.Add(anchor)))
        {
            throw Problem(DiagnosticCatalogue.BadAnchor, Span(node.Start, node.End), anchor, "stands twice");
        }

        var before = (values, characters);
        var value = node switch
        {
            Scalar scalar => ReadScalar(scalar, asKey),
            SequenceStart sequence => ReadSequence(sequence),
            _ => ReadMapping((MappingStart)node),
        };
        if (anchor is not null)
        {
            open.Remove(anchor);
            anchors.Add(anchor, new(value, values - before.values + 1, characters - before.characters, Height(value)));
        }

        return value;
    }

    private DataNode Expand(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        var span = Span(alias.Start, alias.End);
        if (open.Contains(name)) throw Problem(DiagnosticCatalogue.BadAnchor, span, name, "refers to itself");
        if (!anchors.TryGetValue(name, out var anchored)) throw Problem(DiagnosticCatalogue.BadAnchor, span, name, "does not stand before this place");
        values += anchored.Values;
        characters += anchored.Characters;
        if (values > YamlReader.MaxValues) throw Problem(DiagnosticCatalogue.TooManyValues, span, "100,000");
        if (characters > YamlReader.MaxCharacters) throw Problem(DiagnosticCatalogue.TooManyValues, span, "4 million characters in its");
        if (depth + anchored.Height > YamlReader.MaxDepth) throw TooDeep(span);
        return anchored.Value with { Span = span };
    }

    private DataNode ReadScalar(Scalar scalar, bool asKey)
    {
        characters += scalar.Value.Length;
        var span = Span(scalar.Start, scalar.End);
        if (scalar.Value.Length == 0) span = Within(span);
        YamlPlainRules.Check(scalar, brackets > 0, span);
        if (scalar.Style != ScalarStyle.Plain) literals.Add(((int)scalar.Start.Index, (int)scalar.End.Index));
        return YamlTag.Type(scalar, asKey, span);
    }

    private DataNode.Sequence ReadSequence(SequenceStart start)
    {
        YamlTag.Expect(start.Tag, "tag:yaml.org,2002:seq", Span(start.Start, start.End));
        Enter(start);
        var inner = start.Style == SequenceStyle.Flow ? 1 : 0;
        brackets += inner;
        var items = ImmutableArray.CreateBuilder<DataNode>();
        while (Next() && parser.Current is not SequenceEnd) items.Add(ReadValue(asKey: false));
        depth--;
        brackets -= inner;
        var span = Around(start, items.Count > 0 ? items[^1].Span.End : null);
        return new(items.DrainToImmutable()) { Span = span };
    }

    private DataNode.Mapping ReadMapping(MappingStart start)
    {
        YamlTag.Expect(start.Tag, "tag:yaml.org,2002:map", Span(start.Start, start.End));
        Enter(start);
        var inner = start.Style == MappingStyle.Flow ? 1 : 0;
        brackets += inner;
        var entries = new YamlEntries(duplicates);
        var before = -1;
        while (Next() && parser.Current is not MappingEnd)
        {
            if (before >= 0) CheckComma(before, parser.Current!);
            YamlPlainRules.CheckKey(parser.Current!, Span(parser.Current!.Start, parser.Current.End), text);
            var isMerge = parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true };
            var key = isMerge ? DataNode.None : ReadValue(asKey: true);
            Next();
            var value = ReadValue(asKey: false);
            before = inner > 0 && parser.Current is not Scalar { Value: "" } ? (int)parser.Current!.End.Index : -1;
            if (isMerge) entries.Merge(value);
            else entries.Add(key, value);
        }

        depth--;
        brackets -= inner;
        return new(entries.ToImmutable()) { Span = Around(start, entries.End) };
    }

    /// <summary>YamlDotNet takes <c>{a: {b: c}d}</c> for two entries; PyYAML misses the comma.</summary>
    private void CheckComma(int before, ParsingEvent key)
    {
        var next = Math.Min((int)key.Start.Index, text.Length);
        if (before >= next || text.AsSpan(before, next - before).Contains(',')) return;
        throw Problem(DiagnosticCatalogue.NotYaml, Span(key.Start, key.End), "a comma is missing before this entry.");
    }

    private void Enter(ParsingEvent start)
    {
        if (++depth > YamlReader.MaxDepth) throw TooDeep(Span(start.Start, start.End));
    }

    /// <summary>From a collection's first character to its closing bracket, or to the end of its last value.</summary>
    private SourceSpan Around(NodeEvent start, SourcePosition? lastValue)
    {
        var closing = parser.Current is SequenceEnd or MappingEnd ? parser.Current : start;
        var flow = start is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow };
        var from = Place(start.Start);
        var bracket = Place(closing.Start);
        if (flow) return new(from, bracket with { Column = bracket.Column + 1 });
        return new(from, lastValue is { } last && last.Line >= from.Line ? last : from);
    }

    /// <summary>YamlDotNet may point behind the last character: a place inside the text reads better.</summary>
    private SourceSpan Within(SourceSpan span)
    {
        var last = end ??= YamlText.PositionOf(text, text.Length);
        return new(Within(span.Start, last), Within(span.End, last));
    }

    private static SourcePosition Within(SourcePosition place, SourcePosition last) =>
        (place.Line, place.Column).CompareTo((last.Line, last.Column)) > 0 ? last : place;

    private static int Height(DataNode node) => node switch
    {
        DataNode.Sequence sequence => 1 + sequence.Items.Select(Height).DefaultIfEmpty().Max(),
        DataNode.Mapping mapping => 1 + mapping.Entries.Select(static entry => Height(entry.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static string Sentence(string message) =>
        message.Length == 0 ? "it cannot be read." : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') + ".";

    private static DocumentProblemException TooDeep(SourceSpan span) =>
        Problem(DiagnosticCatalogue.TooDeep, span, YamlReader.MaxDepth.ToString(CultureInfo.InvariantCulture));

    internal static DocumentProblemException Problem(DiagnosticRule rule, SourceSpan span, params ImmutableArray<string> found) =>
        new(new(rule, found, span));

    private static SourceSpan Span(Mark start, Mark end) => new(Place(start), Place(end));

    private static SourcePosition Place(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private sealed record Anchored(DataNode Value, int Values, long Characters, int Height);
}
