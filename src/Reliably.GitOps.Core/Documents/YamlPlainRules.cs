using Reliably.GitOps.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reliably.GitOps.Documents;

/// <summary>What PyYAML refuses of texts without quotes and of keys, and YamlDotNet takes.</summary>
internal static class YamlPlainRules
{
    /// <exception cref="DocumentProblemException">PyYAML would refuse it.</exception>
    public static void Check(Scalar scalar, bool inBrackets, SourceSpan span)
    {
        if (inBrackets && scalar.Style is (ScalarStyle.Literal or ScalarStyle.Folded)) throw Refused(span, "inside brackets a text cannot be a block.");
        if (scalar.Style != ScalarStyle.Plain || scalar.Value.Length == 0) return;
        var first = scalar.Value[0];
        if (first == ' ') throw Refused(span, "a key is missing before ':'.");
        if (first is '@' or '`' or '%' or '>' or '|') throw Refused(span, $"a text without quotes cannot begin with '{first}'.");
        if (!inBrackets) return;
        if (first == ':') throw Refused(span, "inside brackets a text without quotes cannot begin with ':'.");
        if (scalar.Value.Contains('?', StringComparison.Ordinal)) throw Refused(span, "inside brackets a text with '?' needs quotes.");
    }

    /// <summary>A key that is not introduced by '?' stands on one line, before its colon, and is not empty.</summary>
    /// <exception cref="DocumentProblemException">PyYAML would refuse it.</exception>
    public static void CheckKey(ParsingEvent key, SourceSpan span, string text)
    {
        if (key is not Scalar scalar || IsIntroduced((int)scalar.Start.Index, text)) return;
        if (scalar is { Value: "", Style: ScalarStyle.Plain, Anchor.IsEmpty: true, Tag.IsEmpty: true }) throw Refused(span, "a key is missing before ':'.");
        if (span.Start.Line != span.End.Line && HasColon((int)scalar.End.Index, text)) throw Refused(span, "a key must stand on one line.");
    }

    /// <exception cref="DocumentProblemException">PyYAML would refuse the name of an anchor.</exception>
    public static void CheckAnchor(string name, SourceSpan span)
    {
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw Refused(span, "the name of an anchor has only letters, digits, '-' and '_'.");
    }

    private static bool IsIntroduced(int start, string text)
    {
        var at = Math.Min(start, text.Length) - 1;
        while (at >= 0 && text[at] is ' ' or '\n' or '\r') at--;
        return at >= 0 && text[at] == '?';
    }

    /// <summary>In <c>{a, b}</c> keys have no value and no colon.</summary>
    private static bool HasColon(int end, string text)
    {
        while (end < text.Length && text[end] == ' ') end++;
        return end < text.Length && text[end] == ':';
    }

    private static DocumentProblemException Refused(SourceSpan span, string why) => YamlComposer.Problem(DiagnosticCatalogue.NotYaml, span, why);
}
