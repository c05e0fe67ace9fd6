namespace Reliably.GitOps.Documents;

/// <summary>A document that comes by standard input, from an editor or a pipe, before it is saved or where it is never saved.</summary>
/// <param name="Path">Full path of the file that it is, or will be; null where nobody said.</param>
/// <param name="Content">What was read: at most one byte more than a document may have.</param>
internal sealed record StandardInput(string? Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>The word on a command line that stands for it.</summary>
    public const string Word = "-";

    /// <summary>What findings call it where it has no path.</summary>
    public const string Unnamed = "stdin";

    public static StandardInput Read(string? path, Stream input)
    {
        var bytes = new byte[YamlReader.MaxBytes + 1];
        var length = input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return new(path, bytes.AsMemory(0, length));
    }

    /// <summary>A name with the extension that its text looks like: JSON where it is JSON, else YAML.</summary>
    public string NameByText => JsonReader.TryParse(Content.Span, out _) is not null ? "stdin.json" : "stdin.yaml";
}
