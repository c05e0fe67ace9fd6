using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Why a text is not a document at all, and where.</summary>
public sealed record DocumentProblem(DiagnosticRule Rule, ImmutableArray<string> Found, SourceSpan Span)
{
    public string Message => DiagnosticRule.Fill(Rule.Message, Found.AsSpan());

    public SourcePosition Position => Span.Start;

    public Diagnostic In(string file) => Rule.At(DocumentCursor.OfFile(file, Span), Found.AsSpan());
}

/// <summary>A key that stands twice in one mapping: the last one counts, as in Python.</summary>
public sealed record DuplicateKey(string Name, SourceSpan Span, SourcePosition First);

/// <summary>Leaves the reading of a text at its first problem; never leaves the reader.</summary>
internal sealed class DocumentProblemException(DocumentProblem problem) : Exception
{
    public DocumentProblem Problem { get; } = problem;
}
