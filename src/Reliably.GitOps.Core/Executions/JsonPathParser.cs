using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Reads jsonpath2's grammar (jsonpath2/parser/JSONPath.g4), white space ignored. <c>or</c> binds closer than <c>and</c>, as there; the words of its
/// operators and <c>true</c>, <c>false</c>, <c>null</c> are no names.
/// </summary>
internal sealed partial class JsonPathParser(string text)
{
    private const int Deepest = 64;
    private static readonly string[] Symbols = ["..", "!=", "<=", ">=", "$", "@", ".", "*", "=", "<", ">", "[", "]", "{", "}", ":", ",", "(", ")", "?"];
    private static readonly string[] Words = ["and", "or", "not", "contains", "true", "false", "null"];
    private int at;
    private int depth;

    private enum Kind
    {
        End,
        Symbol,
        Word,
        Name,
        Number,
        Text,
    }

    private readonly record struct Token(Kind Kind, string Value, int Next);

    /// <exception cref="FormatException">It is not a path.</exception>
    public JsonPath ParsePath()
    {
        Expect("$");
        var steps = Steps();
        return Peek().Kind == Kind.End ? new(steps) : throw Unexpected();
    }

    private ImmutableArray<JsonPathStep> Steps()
    {
        if (++depth > Deepest) throw new FormatException("it is nested too deeply");
        var steps = ImmutableArray.CreateBuilder<JsonPathStep>();
        while (true)
        {
            if (Take("..")) steps.Add(new(IsNext("[") ? Brackets() : [Bareword()], true));
            else if (Take(".")) steps.Add(new([Bareword()], false));
            else if (IsNext("[")) steps.Add(new(Brackets(), false));
            else break;
        }

        depth--;
        return steps.ToImmutable();
    }

    private JsonPathSubscript Bareword()
    {
        if (Take("*")) return new JsonPathSubscript.Wildcard();
        var name = TakeKind(Kind.Name);
        return IsNext("(") ? Call(name) : new JsonPathSubscript.Name(name);
    }

    private ImmutableArray<JsonPathSubscript> Brackets()
    {
        Expect("[");
        var subscripts = ImmutableArray.CreateBuilder<JsonPathSubscript>();
        do subscripts.Add(Subscript());
        while (Take(","));
        Expect("]");
        return subscripts.ToImmutable();
    }

    private JsonPathSubscript Subscript()
    {
        var next = Peek();
        switch (next)
        {
            case { Kind: Kind.Text }:
                at = next.Next;
                return new JsonPathSubscript.Name(next.Value); // its escapes stay as they are, as in jsonpath2
            case { Kind: Kind.Number } or { Value: ":", Kind: Kind.Symbol }:
                BigInteger? number = next.Kind == Kind.Number ? WholeNumber() : null;
                return IsNext(":") ? Slice(number) : new JsonPathSubscript.Index(number!.Value);
            case { Kind: Kind.Name }:
                at = next.Next;
                return Call(next.Value);
        }

        if (Take("*")) return new JsonPathSubscript.Wildcard();
        if (!Take("?")) return new JsonPathSubscript.Path(Path() ?? throw Unexpected());
        Expect("(");
        var expression = Expression();
        Expect(")");
        return new JsonPathSubscript.Filter(expression);
    }

    private JsonPathSubscript.Slice Slice(BigInteger? start)
    {
        Expect(":");
        var end = Peek().Kind == Kind.Number ? WholeNumber() : (BigInteger?)null;
        var step = Take(":") && Peek().Kind == Kind.Number ? WholeNumber() : (BigInteger?)null;
        return new(Bounded(start), Bounded(end), Bounded(step));
    }

    private static int? Bounded(BigInteger? value) =>
        value is { } number ? (int)BigInteger.Max(-int.MaxValue / 4, BigInteger.Min(int.MaxValue / 4, number)) : null;

    private JsonPathSubscript.Call Call(string function)
    {
        if (!JsonPathFunctions.Names.Contains(function)) throw new FormatException($"there is no function '{function}'");
        Expect("(");
        var arguments = ImmutableArray.CreateBuilder<JsonPathOperand>();
        while (!IsNext(")"))
        {
            if (arguments.Count > 0) Expect(",");
            arguments.Add(Operand());
        }

        Expect(")");
        return new(function, arguments.ToImmutable());
    }

    private JsonPathExpression Expression()
    {
        if (++depth > Deepest) throw new FormatException("it is nested too deeply");
        var parts = ImmutableArray.Create(Or());
        while (Take("and")) parts = parts.Add(Or());
        depth--;
        return parts is [var only] ? only : new JsonPathExpression.All(parts);
    }

    private JsonPathExpression Or()
    {
        var parts = ImmutableArray.Create(Not());
        while (Take("or")) parts = parts.Add(Not());
        return parts is [var only] ? only : new JsonPathExpression.Any(parts);
    }

    private JsonPathExpression Not()
    {
        var negated = false;
        while (Take("not")) negated = !negated;
        var condition = Condition();
        return negated ? new JsonPathExpression.Not(condition) : condition;
    }

    private JsonPathExpression Condition()
    {
        if (Take("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }

        var left = Operand();
        foreach (var comparison in (ReadOnlySpan<string>)["=", "!=", "<=", ">=", "<", ">", "contains"])
        {
            if (Take(comparison)) return new JsonPathExpression.Comparison(comparison, left, Operand());
        }

        return new JsonPathExpression.Some(left);
    }

    private JsonPathOperand Operand() => (JsonPathOperand?)Path() ?? new JsonPathOperand.Value(Value());

    private JsonPathOperand.Path? Path()
    {
        var fromRoot = Take("$");
        return fromRoot || Take("@") ? new(fromRoot, Steps()) : null;
    }

    /// <summary>A JSON value: read by the JSON reader, from here to its end.</summary>
    private DataNode Value()
    {
        var start = at;
        SkipValue(0);
        return JsonReader.TryParse(Encoding.UTF8.GetBytes(text[start..at]), out _) ?? throw new FormatException("a value in it is not JSON");
    }

    private void SkipValue(int level)
    {
        if (level > Deepest) throw new FormatException("it is nested too deeply");
        var token = Peek();
        at = token.Next;
        if (token is { Kind: Kind.Text or Kind.Number } or { Kind: Kind.Word, Value: "true" or "false" or "null" }) return;
        if (token.Value is not ("[" or "{")) throw Unexpected();
        var close = token.Value == "[" ? "]" : "}";
        while (!Take(close))
        {
            if (!Take(",") && !Take(":")) SkipValue(level + 1);
        }
    }

    private BigInteger WholeNumber() => BigInteger.TryParse(TakeKind(Kind.Number), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException("an index is not a whole number");

    private bool IsNext(string value) => Peek() is { Kind: Kind.Symbol or Kind.Word } token && token.Value == value;

    private bool Take(string value)
    {
        if (!IsNext(value)) return false;
        at = Peek().Next;
        return true;
    }

    private void Expect(string value)
    {
        if (!Take(value)) throw Unexpected();
    }

    private string TakeKind(Kind kind)
    {
        var token = Peek();
        if (token.Kind != kind) throw Unexpected();
        at = token.Next;
        return token.Value;
    }

    private FormatException Unexpected() => new(at >= text.Length ? "it ends too early" : $"'{text[at..].Trim()}' is not understood");

    private Token Peek()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n') at++;
        if (at >= text.Length) return new(Kind.End, "", at);
        var end = at;
        if (text[at] == '"') return TextToken();
        if (text[at] == '_' || char.IsAsciiLetter(text[at]))
        {
            while (end < text.Length && (text[end] == '_' || char.IsAsciiLetterOrDigit(text[end]))) end++;
            var word = text[at..end];
            return new(Words.Contains(word) ? Kind.Word : Kind.Name, word, end);
        }

        if (text[at] == '-' || char.IsAsciiDigit(text[at])) return NumberToken();
        var symbol = Array.Find(Symbols, candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
        return symbol is null ? throw Unexpected() : new(Kind.Symbol, symbol, at + symbol.Length);
    }

    /// <summary>As long as the grammar allows: of <c>01</c> the 0 alone.</summary>
    private Token NumberToken()
    {
        var number = NumberForm().Match(text, at);
        return number.Success ? new(Kind.Number, number.Value, at + number.Length) : throw Unexpected();
    }

    private Token TextToken()
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] == '\\') end++;
            else if (text[end] == '"') return new(Kind.Text, text[(at + 1)..end], end + 1);
            else if (text[end] < ' ') break;
        }

        throw new FormatException("a text in it does not end");
    }

    [GeneratedRegex(@"\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?(0|[1-9][0-9]*))?", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();
}
