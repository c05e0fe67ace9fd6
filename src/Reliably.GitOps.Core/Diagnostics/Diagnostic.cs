namespace Reliably.GitOps.Diagnostics;

/// <summary>How much a finding matters: an error fails validation, a warning and an info do not.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
}

/// <summary>
/// One finding about a document: a stable code (<c>RLY1…</c> is what the Chaos Toolkit would say, <c>RLY2…</c> is our policy), where it
/// stands, and what to do. All findings are worded in <see cref="DiagnosticCatalogue"/> and nowhere else.
/// </summary>
public sealed record Diagnostic
{
    public required string Code { get; init; }

    public required Severity Severity { get; init; }

    public required string Message { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>JSON pointer (RFC 6901) of the offending value; empty for the whole document.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>What to do about it, as a sentence; null where the message says it all.</summary>
    public string? Hint { get; init; }
}
