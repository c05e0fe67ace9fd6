using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// A number without rounding: Python's <c>Decimal(0.3)</c> is the float's exact binary value, <c>Decimal("0.3")</c> the exact decimal one, and
/// they are not equal. <see cref="Infinite"/> is -1 or 1 for an infinity.
/// </summary>
public readonly record struct ExactNumber(BigInteger Numerator, BigInteger Denominator, int Infinite = 0) : IComparable<ExactNumber>
{
    /// <summary>Beyond these powers of ten a decimal is as good as infinite or as nothing: no float reaches them.</summary>
    private const int LargestPower = 5000;

    /// <summary>The value of an integer, a float or a boolean; null for NaN and for everything else.</summary>
    public static ExactNumber? Of(DataNode node) => node switch
    {
        DataNode.Integer integer => new(integer.Value, BigInteger.One),
        DataNode.Boolean boolean => new(boolean.Value ? BigInteger.One : BigInteger.Zero, BigInteger.One),
        DataNode.Float number => OfFloat(number.Value),
        _ => null,
    };

    /// <summary>Python's <c>Decimal(text)</c>; false where it would not take the text. NaN is taken, and gives null.</summary>
    public static bool TryParse(string text, out ExactNumber? value)
    {
        value = null;
        var rest = text.Trim().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        var sign = rest.StartsWith('-') ? -1 : 1;
        if (rest.StartsWith('-') || rest.StartsWith('+')) rest = rest[1..];
        if (rest is "inf" or "infinity")
        {
            value = new(sign, BigInteger.One, sign);
            return true;
        }

        var payload = rest.StartsWith("snan", StringComparison.Ordinal) ? rest[4..] : rest.StartsWith("nan", StringComparison.Ordinal) ? rest[3..] : null;
        if (payload is not null) return payload.All(char.IsAsciiDigit);
        return TryParseDigits(rest, sign, out value);
    }

    public int CompareTo(ExactNumber other) =>
        Infinite != 0 || other.Infinite != 0
            ? Infinite.CompareTo(other.Infinite)
            : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public static bool operator <(ExactNumber left, ExactNumber right) => left.CompareTo(right) < 0;

    public static bool operator >(ExactNumber left, ExactNumber right) => left.CompareTo(right) > 0;

    public static bool operator <=(ExactNumber left, ExactNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ExactNumber left, ExactNumber right) => left.CompareTo(right) >= 0;

    private static ExactNumber? OfFloat(double value)
    {
        if (double.IsNaN(value)) return null;
        if (double.IsInfinity(value)) return new(Math.Sign(value), BigInteger.One, Math.Sign(value));
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;
        var signed = new BigInteger(value < 0 ? -mantissa : mantissa);
        return exponent >= 0 ? new(signed << exponent, BigInteger.One) : new(signed, BigInteger.One << -exponent);
    }

    private static bool TryParseDigits(string text, int sign, out ExactNumber? value)
    {
        value = null;
        var (mantissa, power) = (text, 0);
        if (text.IndexOf('e', StringComparison.Ordinal) is var at and >= 0)
        {
            if (!BigInteger.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written)) return false;
            power = (int)BigInteger.Min(BigInteger.Max(written, -2 * LargestPower), 2 * LargestPower);
            mantissa = text[..at];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit)) return false;
        if (point >= 0) power -= mantissa.Length - point - 1;
        power = Math.Clamp(power, -LargestPower - digits.Length, LargestPower);
        var number = sign * BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        value = power >= 0 ? new(number * BigInteger.Pow(10, power), BigInteger.One) : new(number, BigInteger.Pow(10, -power));
        return true;
    }
}
