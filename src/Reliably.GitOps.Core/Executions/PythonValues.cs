using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>How Python compares values: <c>1 == 1.0 == True</c>, mappings without order, texts by code point.</summary>
public static class PythonValues
{
    /// <summary>Python's <c>==</c>.</summary>
    public static bool AreEqual(DataNode left, DataNode right) => (left, right) switch
    {
        (DataNode.Null, DataNode.Null) => true,
        (DataNode.Text a, DataNode.Text b) => a.Value == b.Value,
        (DataNode.Timestamp a, DataNode.Timestamp b) => a.Iso == b.Iso,
        (DataNode.Sequence a, DataNode.Sequence b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(static pair => AreEqual(pair.First, pair.Second)),
        (DataNode.Mapping a, DataNode.Mapping b) => a.Entries.Length == b.Entries.Length && a.Entries.All(entry => Holds(b, entry)),
        _ => ExactNumber.Of(left) is { } a && ExactNumber.Of(right) is { } b && a.CompareTo(b) == 0,
    };

    /// <summary>Python's <c>in</c> for a list.</summary>
    public static bool Contains(DataNode.Sequence list, DataNode value) => list.Items.Any(item => AreEqual(item, value));

    /// <summary>Python's ordering; null where one of them is not a number (NaN), so that every comparison is false.</summary>
    /// <exception cref="ExperimentErrorException">The types have no order between them.</exception>
    public static int? Compare(DataNode left, DataNode right)
    {
        if (left is DataNode.Text a && right is DataNode.Text b) return CompareText(a.Value, b.Value);
        if (left is DataNode.Sequence first && right is DataNode.Sequence second) return CompareLists(first, second);
        if (IsNumber(left) && IsNumber(right)) return ExactNumber.Of(left) is { } x && ExactNumber.Of(right) is { } y ? x.CompareTo(y) : null;
        throw new ExperimentErrorException($"'{JsonWriter.Compact(left)}' and '{JsonWriter.Compact(right)}' have no order between them.");
    }

    /// <summary>Booleans are numbers in Python.</summary>
    public static bool IsNumber(DataNode value) => value is DataNode.Integer or DataNode.Float or DataNode.Boolean;

    /// <summary>Python's <c>int(text)</c>: blanks around it and single underscores between digits are allowed.</summary>
    public static BigInteger? ParseInteger(string text)
    {
        var digits = WithoutUnderscores(text.Trim());
        return digits is not null && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Python's <c>float(text)</c>.</summary>
    public static double? ParseFloat(string text)
    {
        var trimmed = text.Trim();
        switch (trimmed.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity": return trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case "nan": return double.NaN;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var digits = WithoutUnderscores(trimmed);
        return digits is not null && char.IsAsciiDigit(digits.Trim('+', '-', '.').FirstOrDefault()) && double.TryParse(digits, Style, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static bool Holds(DataNode.Mapping mapping, MappingEntry entry)
    {
        var found = mapping.Entries.FirstOrDefault(other => AreEqual(other.Key, entry.Key));
        return found is not null && AreEqual(found.Value, entry.Value);
    }

    private static int? CompareLists(DataNode.Sequence left, DataNode.Sequence right)
    {
        foreach (var (a, b) in left.Items.Zip(right.Items))
        {
            if (!AreEqual(a, b)) return Compare(a, b);
        }

        return left.Items.Length.CompareTo(right.Items.Length);
    }

    /// <summary>By code point, as Python orders texts; .NET's ordinal order goes by UTF-16 code units.</summary>
    private static int CompareText(string left, string right)
    {
        var a = left.EnumerateRunes();
        var b = right.EnumerateRunes();
        while (true)
        {
            var more = a.MoveNext();
            if (!b.MoveNext()) return more ? 1 : 0;
            if (!more) return -1;
            if (a.Current != b.Current) return a.Current.CompareTo(b.Current);
        }
    }

    private static string? WithoutUnderscores(string text)
    {
        if (!text.Contains('_', StringComparison.Ordinal)) return text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i == 0 || i == text.Length - 1 || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1]))) return null;
        }

        return text.Replace("_", "", StringComparison.Ordinal);
    }
}
