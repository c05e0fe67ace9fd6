namespace Reliably.GitOps.Documents;

/// <summary>
/// <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which Python writes into JSON and reads from it. Each is replaced by a number of the same
/// length, so that places stay, and remembered by where it stands.
/// </summary>
internal static class PythonConstants
{
    private static readonly (byte[] Name, byte[] StandIn, double Value)[] Constants =
    [
        ("-Infinity"u8.ToArray(), "-10000000"u8.ToArray(), double.NegativeInfinity),
        ("Infinity"u8.ToArray(), "10000000"u8.ToArray(), double.PositiveInfinity),
        ("NaN"u8.ToArray(), "100"u8.ToArray(), double.NaN),
    ];

    /// <summary>The text with stand-ins, and the constants by their offsets; null where there is none.</summary>
    public static byte[]? Replace(ReadOnlySpan<byte> utf8, out Dictionary<long, double> constants)
    {
        constants = [];
        if (utf8.IndexOf("NaN"u8) < 0 && utf8.IndexOf("Infinity"u8) < 0) return null;
        var text = utf8.ToArray();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'"') quoted = !quoted;
            else if (quoted && text[i] == (byte)'\\') i++;
            else if (!quoted) i += Put(text, i, constants);
        }

        return constants.Count > 0 ? text : null;
    }

    private static int Put(byte[] text, int at, Dictionary<long, double> constants)
    {
        foreach (var (name, standIn, value) in Constants)
        {
            if (!text.AsSpan(at).StartsWith(name) || !StandsAlone(text, at, name.Length)) continue;
            standIn.CopyTo(text, at);
            constants[at] = value;
            return name.Length - 1;
        }

        return 0;
    }

    /// <summary>Beside a part of a number its stand-in would become a part of that number, and what is no JSON would be read.</summary>
    private static bool StandsAlone(byte[] text, int at, int length) => (at == 0 || !IsOfNumber(text[at - 1])) && (at + length == text.Length || !IsOfNumber(text[at + length]));

    private static bool IsOfNumber(byte one) => char.IsAsciiLetterOrDigit((char)one) || one is (byte)'.' or (byte)'+' or (byte)'-';
}
