using System.Collections.Immutable;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>One change of one place of a YAML or JSON document, named by its JSON pointer (RFC 6901).</summary>
public abstract record DocumentEdit
{
    private DocumentEdit()
    {
    }

    public required string Pointer { get; init; }

    /// <summary>Another value in the place of one that is there.</summary>
    public sealed record Replace(DataNode Value) : DocumentEdit;

    /// <summary>
    /// A new key of a mapping, at its end or before the key <see cref="Before"/>; or a new item of a list, before the one of that number, or at
    /// the end as <c>-</c>.
    /// </summary>
    public sealed record Insert(DataNode Value) : DocumentEdit
    {
        /// <summary>The key that the new one comes before; the end where it is null or not there.</summary>
        public string? Before { get; init; }
    }

    /// <summary>A key with its value, or an item, goes away.</summary>
    public sealed record Remove : DocumentEdit;

    public static DocumentEdit ReplaceAt(string pointer, DataNode value) => new Replace(value) { Pointer = pointer };

    public static DocumentEdit InsertAt(string pointer, DataNode value, string? before = null) => new Insert(value) { Pointer = pointer, Before = before };

    public static DocumentEdit RemoveAt(string pointer) => new Remove { Pointer = pointer };

    /// <summary>A JSON pointer from its parts.</summary>
    public static string PointerOf(params ReadOnlySpan<string> parts)
    {
        var pointer = "";
        foreach (var part in parts) pointer += "/" + part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return pointer;
    }

    internal ImmutableArray<string> Segments() => Pointer.Length == 0
        ? []
        : [.. Pointer[1..].Split('/').Select(static part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
}

/// <summary>What became of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    /// <summary>The document with the change and nothing but the change.</summary>
    public sealed record Edited(ReadOnlyMemory<byte> Content) : EditOutcome;

    /// <summary>Nothing was changed: there is no such place, or the change would have changed something else with it.</summary>
    /// <param name="Reason">A sentence.</param>
    /// <param name="Line">The line it is about; 0 where there is none.</param>
    public sealed record Refused(string Reason, int Line) : EditOutcome;
}
