namespace Reliably.GitOps.Reviews;

/// <summary>What <c>reliably review</c> is asked for.</summary>
internal sealed record ReviewRequest
{
    /// <summary>A folder in a clone, or the address of a remote.</summary>
    public required string Repository { get; init; }

    /// <summary>The branch, tag or commit that the change goes to.</summary>
    public required string Base { get; init; }

    /// <summary>The branch, tag or commit of the change.</summary>
    public required string Head { get; init; }

    /// <summary>Address that links to files begin with; null for no links.</summary>
    public string? Files { get; init; }
}
