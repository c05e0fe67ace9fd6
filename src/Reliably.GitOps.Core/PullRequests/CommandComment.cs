namespace Reliably.GitOps.PullRequests;

/// <summary>A comment as far as commands go.</summary>
public sealed record CommandComment
{
    /// <summary>The forge's number of it; a later one is larger.</summary>
    public required long Id { get; init; }

    /// <summary>Login of whoever wrote it; empty for an account that is gone.</summary>
    public required string Author { get; init; }

    /// <summary>An App wrote it, or another account that is no person.</summary>
    public bool IsBot { get; init; }

    public required string Body { get; init; }

    /// <summary>When it was written, UTC, to the second.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>It was changed after it was written, maybe by somebody else: then nobody knows whose word it is.</summary>
    public bool IsEdited { get; init; }

    /// <summary>Where it is to be read; null where the forge did not say.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// Whether the forge's times say that a comment was changed. They are whole seconds, written one after the other, so a comment that was just made may
    /// show two of them.
    /// </summary>
    public static bool IsChanged(DateTimeOffset created, DateTimeOffset updated) => updated - created > TimeSpan.FromSeconds(1);

    /// <summary>What it asks of us. Nothing, where we wrote it ourselves, or a bot, or where it was edited.</summary>
    /// <param name="self">Our own login.</param>
    public CommandReading Read(string self) =>
        IsBot || IsEdited || Author.Length == 0 || string.Equals(Author, self, StringComparison.OrdinalIgnoreCase) || Author.EndsWith("[bot]", StringComparison.Ordinal)
            ? CommandReading.None.One
            : CommandGrammar.Read(Body);
}
