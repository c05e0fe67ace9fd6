namespace Reliably.GitOps.Diagnostics;

/// <summary>A place in a text. Line and column start at 1; columns count UTF-16 code units; 0 means unknown.</summary>
public readonly record struct SourcePosition(int Line, int Column);

/// <summary>A stretch of text: the first character and the one after the last.</summary>
public readonly record struct SourceSpan(SourcePosition Start, SourcePosition End);

/// <summary>A stretch of one file of the repository, by its path from the repository's root with forward slashes.</summary>
public sealed record SourceLocation(string File, SourceSpan Span)
{
    /// <summary><c>file:line:column</c>, as terminals and editors link it; only the file where the place is unknown.</summary>
    public override string ToString() =>
        Span.Start.Line == 0 ? File : FormattableString.Invariant($"{File}:{Span.Start.Line}:{Span.Start.Column}");
}
