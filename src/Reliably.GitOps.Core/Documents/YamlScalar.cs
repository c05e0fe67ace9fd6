using System.Buffers;
using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Types a plain YAML scalar as PyYAML's <c>safe_load</c> does, which is YAML 1.1 (https://yaml.org/type/) with PyYAML's own narrowing:
/// <c>yes</c> is a boolean and <c>y</c> is not, <c>0777</c> is octal, <c>1:30</c> is 90, <c>1e3</c> is a string. Written by hand:
/// regular expressions cost every command their start-up.
/// </summary>
internal static class YamlScalar
{
    /// <summary>Python refuses to read decimal numbers of more digits.</summary>
    public const int MaxDigits = 4300;

    private static readonly SearchValues<char> DigitsAndUnderscore = SearchValues.Create("0123456789_");

    public static DataNode? Resolve(string text, out string? pretends) => Resolve(text, default, out pretends);

    /// <summary>The typed value; null and what it pretends to be where there is no such value (<c>0x_</c>, the 31st of February).</summary>
    public static DataNode? Resolve(string text, SourceSpan span, out string? pretends)
    {
        pretends = null;
        if (text.Length == 0 || text is "~" or "null" or "Null" or "NULL") return new DataNode.Null { Span = span };
        if (Boolean(text) is { } boolean) return new DataNode.Boolean(boolean) { Span = span };
        if (text[0] is not ((>= '0' and <= '9') or '+' or '-' or '.')) return new DataNode.Text(text) { Span = span };
        if (IsFloat(text)) return new DataNode.Float(Float(text)) { Span = span };
        if (IntegerForm(text) is { } form)
        {
            pretends = "a number";
            return Integer(text, form, span);
        }

        if (!YamlTimestamp.Looks(text)) return new DataNode.Text(text) { Span = span };
        pretends = "a date";
        return YamlTimestamp.Iso(text) is { } iso ? new DataNode.Timestamp(iso) { Span = span } : null;
    }

    public static bool? Boolean(string text) => text switch
    {
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static bool IsFloat(string text)
    {
        var unsigned = Unsigned(text);
        if (unsigned is ".inf" or ".Inf" or ".INF") return true;
        if (text is ".nan" or ".NaN" or ".NAN") return true;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return false;
        if (dot == 0) return text.Length > 1 && IsDigit(text[1]) && IsFraction(text.AsSpan(2), exponent: true);
        var whole = unsigned[..unsigned.IndexOf('.')];
        if (whole.IsEmpty || !IsDigit(whole[0])) return false;
        var colon = whole.IndexOf(':');
        if (colon < 0) return AllDigits(whole) && IsFraction(text.AsSpan(dot + 1), exponent: true);
        return AllDigits(whole[..colon]) && IsSixties(whole[colon..]) && IsFraction(text.AsSpan(dot + 1), exponent: false);
    }

    private static bool IsFraction(ReadOnlySpan<char> text, bool exponent)
    {
        var at = text.IndexOfAny('e', 'E');
        if (at < 0 || !exponent) return AllDigits(text);
        var power = text[(at + 1)..];
        return AllDigits(text[..at]) && power.Length > 1 && power[0] is '+' or '-' && power[1..].IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static double Float(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        var sign = plain[0] == '-' ? -1.0 : 1.0;
        var rest = plain[0] is '+' or '-' ? plain[1..] : plain;
        if (rest is ".inf" or ".Inf" or ".INF") return sign * double.PositiveInfinity;
        if (rest is ".nan" or ".NaN" or ".NAN") return double.NaN;
        var value = 0.0;
        foreach (var part in rest.Split(':'))
        {
            value = value * 60 + double.Parse(part is "" or "." ? "0" : part, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return sign * value;
    }

    private static IntegerNotation? IntegerForm(string text)
    {
        var rest = Unsigned(text);
        if (rest.IsEmpty || !IsDigit(rest[0])) return null;
        if (rest is "0") return IntegerNotation.Decimal;
        if (rest.StartsWith("0b")) return OnlyOf(rest[2..], "01_") ? IntegerNotation.Binary : null;
        if (rest.StartsWith("0x")) return OnlyOf(rest[2..], "0123456789abcdefABCDEF_") ? IntegerNotation.Hexadecimal : null;
        if (rest[0] == '0') return OnlyOf(rest[1..], "01234567_") ? IntegerNotation.Octal : null;
        var colon = rest.IndexOf(':');
        if (colon < 0) return AllDigits(rest) ? IntegerNotation.Decimal : null;
        return AllDigits(rest[..colon]) && IsSixties(rest[colon..]) ? IntegerNotation.Sexagesimal : null;
    }

    private static DataNode.Integer? Integer(string text, IntegerNotation form, SourceSpan span)
    {
        if (form == IntegerNotation.Decimal && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small)) return new(small) { Span = span };
        var digits = Unsigned(text.Replace("_", "", StringComparison.Ordinal)).ToString();
        if (digits.Length > MaxDigits) return null;
        BigInteger? value = form switch
        {
            IntegerNotation.Binary => InBase(digits[2..], 2),
            IntegerNotation.Hexadecimal => InBase(digits[2..], 16),
            IntegerNotation.Octal => InBase(digits, 8),
            IntegerNotation.Sexagesimal => digits.Split(':').Aggregate(
                BigInteger.Zero, static (sum, part) => sum * 60 + BigInteger.Parse(part, CultureInfo.InvariantCulture)),
            _ => BigInteger.Parse(digits, CultureInfo.InvariantCulture),
        };
        return value is { } number ? new(text[0] == '-' ? -number : number) { Span = span } : null;
    }

    private static BigInteger? InBase(string digits, int radix)
    {
        if (digits.Length == 0) return null;
        return digits.Aggregate(BigInteger.Zero, (sum, digit) => sum * radix + Convert.ToInt32(digit.ToString(), 16));
    }

    /// <summary>One or more <c>:nn</c>, each below 60.</summary>
    private static bool IsSixties(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (text[0] != ':' || text.Length < 2 || !IsDigit(text[1])) return false;
            var two = text.Length > 2 && IsDigit(text[2]);
            if (two && text[1] > '5') return false;
            text = text[(two ? 3 : 2)..];
        }

        return true;
    }

    private static bool OnlyOf(ReadOnlySpan<char> text, string allowed) => text.Length > 0 && text.IndexOfAnyExcept(allowed) < 0;

    private static ReadOnlySpan<char> Unsigned(string text) => text[0] is '+' or '-' ? text.AsSpan(1) : text;

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool AllDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(DigitsAndUnderscore) < 0;

    private enum IntegerNotation
    {
        Decimal,
        Binary,
        Octal,
        Hexadecimal,
        Sexagesimal,
    }
}
