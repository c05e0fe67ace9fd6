namespace Reliably.GitOps.Documents;

/// <summary>A full git object name of a commit: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.</summary>
public readonly record struct CommitSha
{
    private readonly string? value;

    private CommitSha(string value) => this.value = value;

    public string Value => value ?? "";

    /// <summary>The first seven digits, as people write it.</summary>
    public string Short => Value.Length > 7 ? Value[..7] : Value;

    /// <exception cref="FormatException">The text is no full commit name.</exception>
    public static CommitSha Parse(string text) =>
        TryParse(text, out var sha) ? sha : throw new FormatException($"'{text}' is not a full commit name.");

    public static bool TryParse(string? text, out CommitSha sha)
    {
        sha = default;
        if (text is null || text.Length is not (40 or 64)) return false;
        if (text.Any(static c => c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))) return false;
        sha = new(text);
        return true;
    }

    public override string ToString() => Value;
}
