using System.Globalization;
using Reliably.GitOps.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reliably.GitOps.Documents;

/// <summary>Types a scalar by its tag, or by its text where it has none. Only YAML's own simple tags are known, as with <c>safe_load</c>.</summary>
internal static class YamlTag
{
    private const string Prefix = "tag:yaml.org,2002:";

    public static DataNode Type(Scalar scalar, bool asKey, SourceSpan span)
    {
        if (scalar.Tag.IsEmpty) return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value, asKey, span) : new DataNode.Text(scalar.Value) { Span = span };
        return scalar.Tag.IsNonSpecific ? Plain(scalar.Value, asKey, span) : Tagged(scalar, span) with { Span = span };
    }

    private static DataNode Tagged(Scalar scalar, SourceSpan span)
    {
        var tag = scalar.Tag.Value;
        return (tag.StartsWith(Prefix, StringComparison.Ordinal) ? tag[Prefix.Length..] : tag) switch
        {
            "str" => new DataNode.Text(scalar.Value),
            "null" => DataNode.None,
            "bool" => YamlScalar.Boolean(scalar.Value) is { } boolean ? new DataNode.Boolean(boolean) : throw Impossible(scalar, "true or false", span),
            "int" => YamlScalar.Resolve(scalar.Value, span, out _) as DataNode.Integer ?? throw Impossible(scalar, "a whole number", span),
            "float" => Float(scalar, span),
            "timestamp" => YamlScalar.Resolve(scalar.Value, out _) as DataNode.Timestamp ?? throw Impossible(scalar, "a date", span),
            _ => throw Unknown(scalar.Tag, span),
        };
    }

    /// <summary>Refuses every tag of a collection but its own.</summary>
    public static void Expect(TagName tag, string own, SourceSpan span)
    {
        if (!tag.IsEmpty && !tag.IsNonSpecific && tag.Value != own) throw Unknown(tag, span);
    }

    private static DataNode Plain(string text, bool asKey, SourceSpan span)
    {
        // PyYAML has no value for a lone '=' or '<<', but lets '=' be a key.
        if (text is "<<" || (text is "=" && !asKey)) throw YamlComposer.Problem(DiagnosticCatalogue.ImpossibleValue, span, text, "a mark of YAML 1.1");
        return YamlScalar.Resolve(text, span, out var pretends)
            ?? throw YamlComposer.Problem(DiagnosticCatalogue.ImpossibleValue, span, Shortened(text), pretends!);
    }

    private static DataNode.Float Float(Scalar scalar, SourceSpan span) => YamlScalar.Resolve(scalar.Value, span, out _) switch
    {
        DataNode.Float number => number,
        DataNode.Integer number => new((double)number.Value),
        DataNode.Text text when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => new(number),
        _ => throw Impossible(scalar, "a number", span),
    };

    private static DocumentProblemException Impossible(Scalar scalar, string pretends, SourceSpan span) =>
        YamlComposer.Problem(DiagnosticCatalogue.ImpossibleValue, span, Shortened(scalar.Value), pretends);

    private static DocumentProblemException Unknown(TagName tag, SourceSpan span) =>
        YamlComposer.Problem(DiagnosticCatalogue.UnknownTag, span, Shortened(tag.Value.Replace(Prefix, "!!", StringComparison.Ordinal)));

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
