using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary>What <c>reliably validate</c> was asked, as it was typed.</summary>
internal sealed record ValidateRequest
{
    public required IReadOnlyList<string> Paths { get; init; }

    public DocumentKind? Kind { get; init; }

    /// <summary><c>text</c>, <c>json</c>, <c>sarif</c> or <c>github</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The least severity that fails.</summary>
    public required Severity FailOn { get; init; }

    /// <summary>Revision of <c>--changed-since</c>; null for everything.</summary>
    public string? Since { get; init; }

    /// <summary>Path that standard input is read as; null where nobody said.</summary>
    public string? InputName { get; init; }

    public bool Quiet { get; init; }

    /// <summary>What is wrong with the options together; null where nothing is.</summary>
    public string? Mistake()
    {
        var inputs = Paths.Count(static path => path == StandardInput.Word);
        return this switch
        {
            _ when inputs > 1 => "standard input ('-') can be read only once.",
            { InputName: not null } when inputs == 0 => "--stdin-filename is for standard input: name '-' as the path.",
            { Since: not null } when inputs > 0 => "--changed-since is for files: standard input has no history.",
            _ => null,
        };
    }
}
