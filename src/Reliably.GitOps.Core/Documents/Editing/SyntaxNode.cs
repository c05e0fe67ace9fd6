namespace Reliably.GitOps.Documents.Editing;

/// <summary>What a stretch of a document's text is. Places are indexes into the text.</summary>
internal enum SyntaxKind
{
    Scalar,
    Sequence,
    Mapping,

    /// <summary><c>*name</c>: stands for a value that is written elsewhere.</summary>
    Alias,
}

/// <summary>A value as it is written: where it begins and ends, and in which style.</summary>
internal sealed class SyntaxNode
{
    public required SyntaxKind Kind { get; init; }

    /// <summary>First character, which is that of its anchor or tag where it has one.</summary>
    public required int Start { get; init; }

    /// <summary>The character after the last; for a block text, the end of its last line.</summary>
    public int End { get; set; }

    /// <summary>Written with brackets.</summary>
    public bool Flow { get; init; }

    /// <summary>The quote around a scalar, <c>|</c> or <c>&gt;</c>; a blank where there is none.</summary>
    public char Quote { get; init; } = ' ';

    /// <summary>Its anchor, or the one that an alias refers to.</summary>
    public string? Anchor { get; init; }

    public List<SyntaxEntry> Entries { get; } = [];

    /// <summary>The value and all values below it.</summary>
    public IEnumerable<SyntaxNode> All() =>
        Entries.SelectMany(static entry => (entry.Key?.All() ?? []).Concat(entry.Value.All())).Prepend(this);
}

/// <summary>A key with its value, or an item of a list.</summary>
internal sealed class SyntaxEntry
{
    /// <summary>The key; null in a list.</summary>
    public SyntaxNode? Key { get; init; }

    /// <summary>The key's text; null in a list, and for a key that cannot be told from its text alone.</summary>
    public string? Name { get; init; }

    public required SyntaxNode Value { get; init; }

    /// <summary>Where the entry begins: at its dash, its question mark, its key, or its value.</summary>
    public required int Start { get; init; }

    /// <summary>The character after the colon or dash, where the value may begin; -1 where there is neither.</summary>
    public required int Marker { get; init; }

    public int End => Math.Max(Math.Max(Value.End, Key?.End ?? 0), Marker);
}
