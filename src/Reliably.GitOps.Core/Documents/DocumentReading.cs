using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// What one file says by itself. It follows from the file's path and bytes, and <see cref="MayHoldSecrets"/>, and from nothing else, so that an unchanged file keeps its reading
/// from one snapshot to the next. What other files say to it is for <see cref="ReferenceRules"/> and <see cref="RepositoryRules"/>.
/// </summary>
internal sealed class DocumentReading
{
    public required RepositoryFile File { get; init; }

    public required DocumentPlace Place { get; init; }

    /// <summary>The document, where nothing is wrong with it; a plan also where something is, and settings always.</summary>
    public object? Document { get; init; }

    /// <summary>The root of the document, whose names others follow; null for an experiment, whose tree would stay in memory for nothing.</summary>
    public DocumentCursor? Root { get; init; }

    /// <summary>Its own findings, in the order of their places, each once.</summary>
    public ImmutableArray<Diagnostic> Findings { get; init; } = [];

    public bool HasErrors { get; init; }

    /// <summary>Set for a mapping below experiments/ that does not look like an experiment at all: data that lies beside them. Its first key.</summary>
    public DocumentCursor? Stranger { get; init; }

    /// <summary>An experiment that the settings leave out: it was not read, and is not there for others.</summary>
    public bool LeftOut { get; init; }

    /// <summary>It was read with leave to hold texts that look like secrets (<c>validation: ignore</c>).</summary>
    public bool MayHoldSecrets { get; init; }

    public string Path => File.Path;

    public Slug Slug => Place.Slug;

    /// <summary>It takes part: it has a name among its kind, good or bad.</summary>
    public bool Counts => !LeftOut && Stranger is null;

    public bool IsGood => Document is not null && !HasErrors;
}
